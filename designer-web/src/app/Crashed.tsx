import { useRouter } from "@tanstack/react-router";
import { Broken } from "./Parts";

type Props = { error: unknown; reset: () => void };

/** A screen that could not be shown. */
export function Crashed({ error, reset }: Props) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return <Broken reason={error} retry={retry} heading="h1" />;
}

/** Nothing at all could be shown, for instance because the server does not answer. */
export function CrashedAlone(props: Props) {
  return (
    <main className="fw-alone">
      <Crashed {...props} />
    </main>
  );
}
