import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A stretch of network between a browser and the server that a test can cut: a TCP relay. */
export class CuttableNetwork implements AsyncDisposable {
  readonly #server: Server;
  readonly #links = new Set<Socket>();
  #isCut = false;

  private constructor(toPort: number) {
    this.#server = createServer((near) => {
      if (this.#isCut) {
        near.destroy();
        return;
      }
      const far = connect(toPort, "127.0.0.1");
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#links.add(one);
        one.pipe(other);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          this.#links.delete(one);
          other.destroy();
        });
      }
    });
  }

  static async to(url: string): Promise<CuttableNetwork> {
    const network = new CuttableNetwork(Number(new URL(url).port));
    network.#server.listen(0, "127.0.0.1");
    await once(network.#server, "listening");
    return network;
  }

  get url(): string {
    // A TCP server's address is never a pipe's name.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on nothing passes: what is open breaks, what is tried fails. */
  cut(): void {
    this.#isCut = true;
    for (const link of this.#links) link.destroy();
  }

  restore(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
