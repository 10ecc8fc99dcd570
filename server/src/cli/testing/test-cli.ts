import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openStore } from "../../store/open-store.js";
import type { Store } from "../../store/store.js";
import { runCli } from "../run-cli.js";

/** What a command came to. */
interface Ran {
  code: number;
  out: string;
  /** What was complained of. */
  err: string;
  /** Which database it was, said before what else is remarked. */
  remark: string;
}

/** The command line in a folder of its own, on a database that the first command makes. */
export class TestCli implements AsyncDisposable {
  readonly folder: string;
  readonly env: Record<string, string>;

  private constructor(folder: string) {
    this.folder = folder;
    this.env = {
      NATTER_DATABASE: path.join(folder, "data", "test.sqlite"),
      NATTER_PORT: "0",
      NATTER_LOG_LEVEL: "silent",
    };
  }

  static async open(): Promise<TestCli> {
    return new TestCli(await mkdtemp(path.join(tmpdir(), "natter-cli-")));
  }

  /** Runs `natter` with these arguments; a server is asked to stop as soon as it serves. */
  readonly natter = async (...args: string[]): Promise<Ran> => {
    let out = "";
    let err = "";
    const code = await runCli(args, {
      env: this.env,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      stopped: () => Promise.resolve("SIGTERM"),
    });
    const [, remark = "", rest = ""] =
      /^(natter: (?:the database is|made a new database).*\n)?([\s\S]*)$/u.exec(err) ?? [];
    return { code, out, err: rest, remark };
  };

  readonly withStore = async <T>(use: (store: Store) => Promise<T>): Promise<T> => {
    const store = await openStore(this.env.NATTER_DATABASE ?? "");
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
