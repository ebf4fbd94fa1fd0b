import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { issuesOf } from "../../api/client";
import { postSetup } from "../../api/session";
import { issuesByField } from "../../model/issue";
import { useDocumentTitle, useProblemText } from "../hooks";
import { Doorway } from "./Doorway";
import { Labelled } from "./Labelled";
import { meQuery } from "./me";

const SHORTEST_PASSWORD = 8;
const FIELDS = ["code", "name", "username", "password"] as const;
type FieldName = (typeof FIELDS)[number];

/** First run: the code from the start window proves that this person runs the server. */
export function SetupPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [values, setValues] = useState<Record<FieldName, string>>({ code: "", name: "", username: "", password: "" });
  const [issues, setIssues] = useState<Partial<Record<FieldName, string>>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const labels: Record<FieldName, string> = {
    code: t("session.code"),
    name: t("session.name"),
    username: t("session.username"),
    password: t("session.newPassword"),
  };
  useDocumentTitle(t("session.setupTitle"));

  const check = () => {
    const found: Partial<Record<FieldName, string>> = {};
    for (const field of FIELDS)
      if (!values[field].trim())
        found[field] = t("session.required", { label: field === "password" ? t("session.password") : labels[field] });
    if (!found.password && values.password.length < SHORTEST_PASSWORD) found.password = t("session.passwordShort");
    return found;
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = check();
    setIssues(found);
    const first = FIELDS.find((field) => found[field]);
    if (first) {
      document.getElementById(first)?.focus();
      return;
    }
    setBusy(true);
    setWrong("");
    try {
      const { code, name, username, password } = values;
      const me = await postSetup({ code: code.trim(), name: name.trim(), username: username.trim(), password });
      queryClient.setQueryData(meQuery.queryKey, me);
      await navigate({ to: "/" });
    } catch (reason) {
      const byField = issuesByField(issuesOf(reason));
      setIssues(Object.fromEntries(FIELDS.map((field) => [field, byField[field]?.[0]?.message])));
      setWrong(problemText(reason));
      setBusy(false);
    }
  };

  const line = (field: FieldName, autoComplete: string, hint?: string) => (
    <Labelled id={field} label={labels[field]} issue={issues[field]} hint={hint}>
      {field === "password" ? (
        <Input.Password
          id={field}
          size="large"
          autoComplete={autoComplete}
          status={issues[field] ? "error" : undefined}
          value={values[field]}
          onChange={change(field)}
        />
      ) : (
        <Input
          id={field}
          size="large"
          autoComplete={autoComplete}
          status={issues[field] ? "error" : undefined}
          value={values[field]}
          onChange={change(field)}
          autoFocus={field === "code"}
        />
      )}
    </Labelled>
  );
  const change = (field: FieldName) => (event: { target: { value: string } }) =>
    setValues((now) => ({ ...now, [field]: event.target.value }));

  return (
    <Doorway title={t("session.setupTitle")} intro={t("session.setupIntro")}>
      <form onSubmit={submit} noValidate>
        {wrong && (
          <div className="fw-alert" role="alert">
            {wrong}
          </div>
        )}
        {line("code", "one-time-code")}
        {line("name", "name")}
        {line("username", "username")}
        {line("password", "new-password", t("session.passwordRule"))}
        <Button type="primary" size="large" htmlType="submit" loading={busy} block>
          {busy ? t("session.finishing") : t("session.finish")}
        </Button>
      </form>
    </Doorway>
  );
}
