/** In a frame of another site the page tells how high it is; that is all it tells. */
export function tellHeight() {
  if (window.parent === window) return;
  document.documentElement.classList.add("framed");
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    window.parent.postMessage({ formwork: "height", height }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
}
