import { Bones } from "./Parts";

export function Loading() {
  return (
    <div style={{ padding: 16 }}>
      <div className="fw-card">
        <Bones count={8} />
      </div>
    </div>
  );
}
