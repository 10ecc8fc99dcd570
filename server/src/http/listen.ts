import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Resolves to the address once the server listens there. Port 0 takes a free one. Rejects when it cannot. */
export function listen(httpServer: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    httpServer.once("error", reject);
    httpServer.listen(port, host, () => {
      httpServer.off("error", reject);
      // A TCP server's address is never a pipe's name.
      const address = httpServer.address() as AddressInfo;
      const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
      resolve(`http://${name}:${address.port}`);
    });
  });
}
