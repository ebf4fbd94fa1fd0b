import { Bones } from "../../app/Parts";

export function RecordBones() {
  return (
    <div className="fw-record" aria-busy="true">
      <div className="fw-card" style={{ height: 132 }}>
        <Bones count={3} height={16} />
      </div>
      <div className="fw-record-columns" data-columns={2}>
        <div className="fw-card">
          <Bones count={10} />
        </div>
        <div className="fw-card">
          <Bones count={8} />
        </div>
      </div>
    </div>
  );
}
