/**
 * The challenge of a form: fetched when it is opened, solved beside the page.
 *
 * Errors: without a worker the page solves it itself, when it is sent.
 */
import { solve } from "./proof";
import type { Challenge, Server } from "./server";

export class Work {
  private challenge: Promise<Challenge> | undefined;
  private proof: Promise<number> | undefined;

  constructor(
    private readonly server: Server,
    private readonly needed: boolean,
  ) {}

  /** The challenge; also what uploads go by. */
  own(): Promise<Challenge> {
    this.challenge ??= this.server.challenge().catch((reason) => {
      this.challenge = undefined;
      throw reason;
    });
    return this.challenge;
  }

  /** Starts to solve it. */
  async begin() {
    const challenge = await this.own();
    if (this.needed) this.proof ??= solved(challenge);
  }

  async done(): Promise<{ challenge?: string; proof?: number }> {
    await this.begin();
    const { challenge } = await this.own();
    return this.proof ? { challenge, proof: await this.proof } : { challenge };
  }

  /** Another one, after this was used or is too old. */
  renew() {
    this.challenge = undefined;
    this.proof = undefined;
  }
}

function solved({ challenge, bits }: Challenge): Promise<number> {
  return new Promise((settle) => {
    try {
      const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
      worker.onmessage = (event: MessageEvent<number>) => {
        settle(event.data);
        worker.terminate();
      };
      worker.onerror = () => settle(solve(challenge, bits));
      worker.postMessage({ challenge, bits });
    } catch {
      settle(solve(challenge, bits));
    }
  });
}
