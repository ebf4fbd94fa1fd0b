import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { signIn } from "../../api/session";
import { useDocumentTitle, useProblemText } from "../hooks";
import { Doorway } from "./Doorway";
import { Labelled } from "./Labelled";
import { meQuery } from "./me";

/** Only an address of this application is followed after sign-in. */
const isInside = (address: string | undefined) => address?.startsWith("/") && !address.startsWith("//");

export function SignInPage() {
  const { t } = useTranslation();
  const { from } = useSearch({ from: "/sign-in" });
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const problemText = useProblemText();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  useDocumentTitle(t("session.signInTitle"));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!username.trim() || !password) {
      setWrong(t("session.required", { label: username.trim() ? t("session.password") : t("session.username") }));
      return;
    }
    setBusy(true);
    setWrong("");
    try {
      queryClient.setQueryData(meQuery.queryKey, await signIn({ username: username.trim(), password }));
      if (isInside(from)) router.history.push(from ?? "/");
      else await navigate({ to: "/" });
    } catch (reason) {
      setWrong(problemText(reason));
      setBusy(false);
    }
  };

  return (
    <Doorway title={t("session.signInTitle")} intro={from ? t("session.expired") : undefined}>
      <form onSubmit={submit}>
        {wrong && (
          <div className="fw-alert" role="alert">
            {wrong}
          </div>
        )}
        <Labelled id="username" label={t("session.username")}>
          <Input
            id="username"
            size="large"
            autoComplete="username"
            autoCapitalize="none"
            placeholder={t("session.usernameHint")}
            value={username}
            onChange={(event) => setUsername(event.target.value)}
            autoFocus
          />
        </Labelled>
        <Labelled id="password" label={t("session.password")}>
          <Input.Password
            id="password"
            size="large"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Labelled>
        <Button type="primary" size="large" htmlType="submit" loading={busy} block>
          {busy ? t("session.signingIn") : t("session.signIn")}
        </Button>
      </form>
    </Doorway>
  );
}
