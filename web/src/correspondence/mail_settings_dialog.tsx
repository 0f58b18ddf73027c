// Our address, who says that senders are real, and the mailbox that is read.
import { useState } from "react";
import { call, methods } from "@/api/client";
import type { MailSettings } from "@/api/generated/schema";
import { asProblem, type Problem } from "@/api/problem";
import { queries, refresh, useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { Notice } from "@/ui/panel";
import { say } from "@/ui/toast";

export function MailSettingsDialog({ onClose }: { onClose: () => void }) {
  const stored = useApi(methods.getMailSettings, {}, { staleTime: 0 }).data;
  return stored ? <Form key={stored.etag} stored={stored} onClose={onClose} /> : null;
}

const fields = [
  "address",
  "authserv_id",
  "imap_host",
  "imap_username",
  "imap_folder",
  "imap_done_folder",
  "imap_ca_file",
  "imap_token_url",
  "imap_client_id",
  "imap_scope",
] as const;
type Field = (typeof fields)[number];
const words: Record<Field, { label: string; placeholder: string; help: string }> = {
  address: { label: "Our address", placeholder: "desk@example.org", help: "That people write to. Answers to our mails come back to it." },
  authserv_id: {
    label: "Name of our mail server (optional)",
    placeholder: "mx.example.org",
    help: "As it stands in Authentication-Results. Only this server is believed when it says whether a sender is real.",
  },
  imap_host: { label: "Server", placeholder: "imap.example.org", help: "" },
  imap_username: { label: "User name", placeholder: "desk@example.org", help: "" },
  imap_folder: { label: "Folder", placeholder: "INBOX", help: "" },
  imap_done_folder: { label: "Then move to (optional)", placeholder: "Done", help: "Empty: the mail stays and is marked as read." },
  imap_ca_file: {
    label: "Certificate file (optional)",
    placeholder: "/etc/steward/mail.pem",
    help: "On the server, when the mail server has a certificate of its own.",
  },
  imap_token_url: {
    label: "Token endpoint",
    placeholder: "https://login.example.org/oauth2/token",
    help: "Of the provider. With it and a refresh token, access tokens are made as they are needed.",
  },
  imap_client_id: { label: "Client id", placeholder: "", help: "Of the application at the provider." },
  imap_scope: { label: "Scope (optional)", placeholder: "", help: "Empty: what the refresh token was made for." },
};

const secretNames = ["imap_password", "imap_token", "imap_client_secret", "imap_refresh_token"] as const;
type Secret = (typeof secretNames)[number];

// One way of signing in: what belonged to another one is taken away.
type SignIn = "password" | "refresh" | "token";
const without: Record<SignIn, object> = {
  password: { imap_token: "", imap_token_url: "", imap_refresh_token: "" },
  token: { imap_password: "", imap_token_url: "", imap_refresh_token: "" },
  refresh: { imap_password: "", imap_token: "" },
};

function Form({ stored, onClose }: { stored: MailSettings; onClose: () => void }) {
  const may = useMay("channel.write");
  const [values, setValues] = useState<Record<Field, string>>(() => Object.fromEntries(fields.map((name) => [name, stored[name]])) as Record<Field, string>);
  const [enabled, setEnabled] = useState(stored.imap_enabled);
  const [port, setPort] = useState(String(stored.imap_port));
  const [security, setSecurity] = useState(stored.imap_security);
  const [secrets, setSecrets] = useState<Partial<Record<Secret, string>>>({});
  const storedAs = stored.imap_has_refresh_token ? "refresh" : stored.imap_has_token ? "token" : "password";
  const [signIn, setSignIn] = useState<string>(storedAs);
  const [signature, setSignature] = useState(stored.signature);
  const [error, setError] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const written = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value));
      const given = { ...(enabled ? without[signIn as SignIn] : {}), ...written };
      await call(methods.updateMailSettings, { ...values, signature, imap_enabled: enabled, imap_port: Number(port) || 0, imap_security: security, ...given });
      say("Saved.");
      onClose();
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
    await refresh(queries, [methods.getMailSettings]);
  };
  const text = (name: Field) => (
    <TextField
      key={name}
      {...words[name]}
      help={words[name].help || undefined}
      value={values[name]}
      onChange={(event) => setValues({ ...values, [name]: event.target.value })}
      error={error?.field(name)}
      maxLength={400}
      spellCheck={false}
      autoComplete="off"
    />
  );
  const secret = (name: Secret, label: string, there: boolean) => (
    <TextField
      label={label}
      type="password"
      autoComplete="new-password"
      value={secrets[name] ?? ""}
      placeholder={there ? "stored; empty keeps it" : ""}
      onChange={(event) => setSecrets({ ...secrets, [name]: event.target.value })}
      error={error?.field(name)}
    />
  );
  return (
    <FormDialog wide title="Where mail comes in" submit="Save" onSubmit={() => void save()} onClose={onClose} busy={busy} error={error} disabled={!may}>
      <div className="grid gap-3 sm:grid-cols-2">
        {text("address")}
        {text("authserv_id")}
      </div>
      <TextArea
        label="Below every answer (optional)"
        help="Behind the writer's name: your company, how to reach you. Plain text."
        value={signature}
        onChange={(event) => setSignature(event.target.value)}
        error={error?.field("signature")}
        rows={3}
        maxLength={2000}
      />
      <CheckField
        label="Read a mailbox (IMAP)"
        help="Not needed when your own mail server hands mail over by LMTP."
        checked={enabled}
        onChange={(event) => setEnabled(event.target.checked)}
      />
      {error?.field("imap_enabled") && <Notice tone="crit">{error.field("imap_enabled")}</Notice>}
      {stored.imap_last_error && <Notice tone="warn">{stored.imap_last_error}</Notice>}
      {enabled && (
        <div className="grid gap-3 sm:grid-cols-2">
          {text("imap_host")}
          <TextField label="Port" inputMode="numeric" value={port} onChange={(event) => setPort(event.target.value)} error={error?.field("imap_port")} />
          <SelectField
            label="Encryption"
            value={security}
            onChange={(event) => setSecurity(event.target.value)}
            error={error?.field("imap_security")}
            choices={[
              { value: "tls", label: "TLS" },
              { value: "starttls", label: "STARTTLS" },
              { value: "none", label: "None, on this machine" },
            ]}
          />
          {text("imap_username")}
          <SelectField
            label="Signs in by"
            value={signIn}
            onChange={(event) => setSignIn(event.target.value)}
            choices={[
              { value: "password", label: "Password" },
              { value: "refresh", label: "OAuth 2.0 with a refresh token" },
              { value: "token", label: "An access token that you renew" },
            ]}
          />
          {signIn === "password" && secret("imap_password", "Password", stored.imap_has_password)}
          {signIn === "token" && secret("imap_token", "Access token", stored.imap_has_token)}
          {signIn === "refresh" && (
            <>
              {text("imap_token_url")}
              {text("imap_client_id")}
              {secret("imap_client_secret", "Client secret (optional)", stored.imap_has_client_secret)}
              {secret("imap_refresh_token", "Refresh token", stored.imap_has_refresh_token)}
              {text("imap_scope")}
            </>
          )}
          {text("imap_folder")}
          {text("imap_done_folder")}
          {text("imap_ca_file")}
        </div>
      )}
    </FormDialog>
  );
}
