/** Files: uploaded as soon as they are chosen, sent by their ids. */
import type { Json } from "../../api/contract";
import { element } from "../element";
import type { FieldShape } from "../form";
import { Refused } from "../server";
import type { Control, Surroundings } from "./index";

type Held = { id: string; name: string };

const heldIn = (value: Json | undefined): Held[] =>
  (Array.isArray(value) ? value : []).flatMap((one) =>
    one !== null && typeof one === "object" && !Array.isArray(one) && typeof one.id === "string"
      ? [{ id: one.id, name: typeof one.name === "string" ? one.name : one.id }]
      : [],
  );

export function fileControl(field: FieldShape, around: Surroundings): Control {
  let held: Held[] = [];
  const accept =
    field.kind === "image"
      ? "image/png,image/jpeg,image/webp,image/gif"
      : field.kind === "signature"
        ? "image/png"
        : undefined;
  const input = element("input", { id: around.id, type: "file", accept, multiple: field.kind !== "signature" });
  const list = element("ul", { class: "files" });
  const status = element("p", { class: "note", role: "status" });
  const tell = (next: Held[]) => {
    held = next;
    around.change(held.length === 0 ? null : held.map(({ id, name }) => ({ id, name })));
    draw();
  };
  const draw = () => {
    const lines = held.map((file) => {
      const remove = element(
        "button",
        { type: "button", class: "quiet", "aria-label": around.texts.remove(file.name) },
        "×",
      );
      remove.addEventListener("click", () => tell(held.filter((other) => other.id !== file.id)));
      return element("li", {}, element("span", {}, file.name), remove);
    });
    list.replaceChildren(...lines);
  };
  input.addEventListener("change", async () => {
    for (const file of [...(input.files ?? [])]) {
      status.textContent = around.texts.uploading(file.name);
      try {
        const { id, name } = await around.upload(file);
        tell([...(field.kind === "signature" ? [] : held), { id, name }]);
        status.textContent = "";
      } catch (reason) {
        const problem = reason instanceof Refused ? reason.problem : undefined;
        status.textContent =
          problem?.issues?.[0]?.message ?? problem?.detail ?? (problem?.title || around.texts.failed);
      }
    }
    input.value = "";
  });
  return {
    element: element("div", {}, input, status, list),
    target: input,
    show(value, { readonly }) {
      held = heldIn(value);
      input.disabled = readonly;
      draw();
    },
  };
}
