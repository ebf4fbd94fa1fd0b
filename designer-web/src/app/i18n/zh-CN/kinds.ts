export const kinds = {
  stars: "{{given}} 星（满分 {{most}} 星）",
  durationHint: "如 1小时30分、90分钟、1:30",
  idNumberHint: "18 位身份证号码",
};
