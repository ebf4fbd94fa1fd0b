/** Solves a challenge beside the page, which stays quick meanwhile. */
import { solve } from "./proof";

type Question = { challenge: string; bits: number };

self.onmessage = (event: MessageEvent<Question>) => {
  self.postMessage(solve(event.data.challenge, event.data.bits));
};
