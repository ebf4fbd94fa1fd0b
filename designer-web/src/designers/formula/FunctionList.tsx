import type { FunctionHelp } from "../../api/definitions";

/** `IF(条件, 值, [值])`: what may be left out in brackets, what repeats with an ellipsis. */
export function signatureOf({ parameters, least, most }: FunctionHelp): string {
  const words = parameters.map((word, at) => (at < least ? word : `[${word}]`));
  return `(${words.join(", ")}${most > parameters.length ? ", …" : ""})`;
}

type Props = { functions: FunctionHelp[]; search: string; onPick: (name: string) => void };

export function FunctionList({ functions, search, onPick }: Props) {
  const wanted = search.trim().toLowerCase();
  const found = functions.filter(
    (one) => one.name.toLowerCase().includes(wanted) || one.help.toLowerCase().includes(wanted),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="fwd-functions" tabIndex={0} aria-label="fx">
      {found.map((one) => (
        <button key={one.name} type="button" className="fw-plain fwd-function" onClick={() => onPick(one.name)}>
          <code>
            {one.name}
            {signatureOf(one)}
          </code>
          <span className="fw-muted">{one.help}</span>
        </button>
      ))}
    </section>
  );
}
