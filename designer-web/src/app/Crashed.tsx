import { useRouter } from "@tanstack/react-router";
import { Broken } from "./Parts";

/** A screen that could not be shown at all, for instance because the server does not answer. */
export function Crashed({ error, reset }: { error: unknown; reset: () => void }) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return <Broken reason={error} retry={retry} />;
}
