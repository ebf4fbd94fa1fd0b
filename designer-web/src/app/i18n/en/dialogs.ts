export const share = {
  title: "Share “{{title}}”",
  user: "Colleague",
  department: "Department",
  team: "Team",
  level: "What they may do",
  may_view: "Can view",
  may_edit: "Can edit",
  until: "Last day",
  untilHint: "Leave empty for no end; it can be taken back any time",
  untilDay: "Until {{day}}",
  add: "Share",
  now: "Shared with",
  none: "Not shared with anybody yet",
  remove: "Remove",
  removeFrom: "Stop sharing with {{name}}",
};

export const demo = {
  title: "Sample data",
  hint: "The customers, colleagues and departments here are samples: try anything. When you are ready, remove all of them at once; the app and your own account stay.",
  remove: "Remove sample data",
  removing: "Removing…",
  removeTitle: "Remove all sample data?",
  removeHint:
    "Sample customers, contacts and follow-ups go, and so do the sample colleagues and departments. This cannot be undone. The app, your account and what you made yourself stay; what was written about a sample goes with it.",
  removed: "Sample data removed: {{records, number}} entries, {{users, number}} accounts",
};
