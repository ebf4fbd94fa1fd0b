/**
 * The engine that was compiled to WebAssembly, as a function from JSON to JSON.
 *
 * Shape:  bytes → `(question as text) → answer as text`; memory is handed over by place and length, packed in one number.
 * Source: `designer-web/engine/src/lib.rs`.
 */
export type Ask = (question: string) => string;

type Exports = {
  memory: WebAssembly.Memory;
  allocate(length: number): number;
  release(place: number, length: number): void;
  ask(place: number, length: number): bigint;
};

/** Of a compiled module, or of a response that is compiled while it arrives. */
export async function instantiate(source: Response | BufferSource): Promise<Ask> {
  let engine: Exports | undefined;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const own = () => {
    if (!engine) throw new Error("the engine is not there yet");
    return engine;
  };
  const read = (place: number, length: number) => decoder.decode(new Uint8Array(own().memory.buffer, place, length));
  const write = (text: string) => {
    const bytes = encoder.encode(text);
    const place = own().allocate(bytes.length);
    new Uint8Array(own().memory.buffer, place, bytes.length).set(bytes);
    return { place, length: bytes.length };
  };
  // The engine does without the tables of Unicode; the page has them.
  const compose = (place: number, length: number) => {
    const told = write(read(place >>> 0, length >>> 0).normalize("NFC"));
    return (BigInt(told.place >>> 0) << 32n) | BigInt(told.length);
  };
  const imports = { page: { compose } };
  const made =
    source instanceof Response
      ? await WebAssembly.instantiateStreaming(source, imports)
      : await WebAssembly.instantiate(source, imports);
  engine = made.instance.exports as Exports;
  return (question) => {
    const { place, length } = write(question);
    const told = BigInt.asUintN(64, own().ask(place, length));
    const [at, size] = [Number(told >> 32n), Number(told & 0xffffffffn)];
    const answer = read(at, size);
    own().release(at, size);
    return answer;
  };
}
