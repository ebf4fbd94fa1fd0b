/**
 * Elements without a library: text is always text, so that a label with `<script>` in it is shown as it is written.
 *
 * Shape:  tag × properties × children → element.
 */
type Child = Node | string | undefined | false;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<Record<string, string | boolean | number | undefined>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return made;
}

/** Sets an attribute, or takes it away. */
export function attribute(of: Element, name: string, value: string | undefined) {
  if (value === undefined) of.removeAttribute(name);
  else of.setAttribute(name, value);
}
