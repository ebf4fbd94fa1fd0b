export const share = {
  title: "共享“{{title}}”",
  user: "同事",
  department: "部门",
  team: "小组",
  level: "能做什么",
  may_view: "可查看",
  may_edit: "可修改",
  until: "截止日期",
  untilHint: "留空则一直有效，可随时取消",
  untilDay: "至 {{day}}",
  add: "共享",
  now: "已共享给",
  none: "还没有共享给任何人",
  remove: "取消",
  removeFrom: "取消共享给{{name}}",
};

export const demo = {
  title: "演示数据",
  hint: "这里的客户、同事和部门都是示例，可以放心试用。准备好之后，一次移除全部示例，应用和您自己的账号会保留。",
  remove: "移除示例数据",
  removing: "正在移除…",
  removeTitle: "移除全部示例数据？",
  removeHint:
    "示例客户、联系人、跟进，以及示例同事和部门都会移除，不能恢复。应用、您的账号和您自己新建的内容会保留；写在示例下面的内容会一起移除。",
  removed: "已移除 {{records, number}} 条示例数据和 {{users, number}} 个示例账号",
};
