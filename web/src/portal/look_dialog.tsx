import { useState } from "react";
import { ImageUp, Trash2 } from "lucide-react";
import { call, methods } from "@/api/client";
import type { Portal } from "@/api/generated/schema";
import { asProblem } from "@/api/problem";
import { queries, refresh, useApi } from "@/api/query";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { base64Of, mostLogoBytes } from "./logo_file";
import { Preview } from "./preview";

const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text);

/// The server judges the colour while it is chosen: what is shown here is what will be shown there.
export default function LookDialog({ portal, onClose }: { portal: Portal; onClose: () => void }) {
  const [color, setColor] = useState(portal.color);
  const [phone, setPhone] = useState(portal.own?.contact_phone ?? "");
  const [email, setEmail] = useState(portal.own?.contact_email ?? "");
  const [note, setNote] = useState(portal.own?.contact_note ?? "");
  const [address, setAddress] = useState(portal.address);
  const [host, setHost] = useState(portal.host);
  const [logo, setLogo] = useState<{ image: string; shown: string } | "none">();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const judged = useApi(methods.getPortalColors, { color }, { enabled: isColor(color), staleTime: Infinity, keep: true });
  const problem = error ? asProblem(error) : undefined;
  const id = { client_id: portal.client_id };
  const pick = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > mostLogoBytes) {
      setError(new Error("This picture has more than 256 KiB. Save it smaller."));
      return;
    }
    setError(undefined);
    const image = await base64Of(file);
    setLogo({ image, shown: `data:${file.type};base64,${image}` });
  };
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await call(methods.updatePortal, { ...id, color, address, host, contact_phone: phone, contact_email: email, contact_note: note }, { etag: portal.etag });
      if (logo === "none") await call(methods.removePortalLogo, id);
      else if (logo) await call(methods.setPortalLogo, { ...id, image: logo.image });
      say("The portal looks so from now on.");
      onClose();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
      void refresh(queries, [methods.getPortal]);
    }
  };
  const shownLogo = logo === "none" ? "" : logo?.shown;
  return (
    <FormDialog
      title={`The portal of ${portal.client_name}`}
      submit="Save"
      wide
      onClose={onClose}
      onSubmit={() => void save()}
      busy={busy}
      error={problem?.fields.length ? undefined : error}
      disabled={color !== "" && !isColor(color)}
    >
      <div className="flex items-end gap-2">
        <div className="flex-1">
          <TextField
            label="Colour"
            help="Of the bar, links and buttons. Empty: the product's own."
            placeholder="#1d57d8"
            value={color}
            maxLength={7}
            className="mono"
            error={problem?.field("color")}
            onChange={(event) => setColor(event.target.value.trim())}
          />
        </div>
        <input
          type="color"
          aria-label="Pick the colour"
          className="mb-5 h-[30px] w-11 shrink-0 rounded border border-strong-line"
          value={isColor(color) ? color.toLowerCase() : "#1d57d8"}
          onChange={(event) => setColor(event.target.value)}
        />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <label
          className={`button inline-flex h-7 items-center gap-1.5 rounded-md border border-line px-2.5
            focus-within:outline-2 focus-within:outline-accent hover:bg-hover`}
        >
          <ImageUp size={14} aria-hidden />
          Choose a logo
          <input
            type="file"
            accept="image/png,image/jpeg,image/webp"
            className="sr-only"
            onChange={(event) => void pick(event.target.files?.[0])}
          />
        </label>
        {(portal.logo_url || logo) && logo !== "none" && (
          <Button icon={Trash2} tone="quiet" onClick={() => setLogo("none")}>
            Without a logo
          </Button>
        )}
        <span className="text-xs text-dim">PNG, JPEG or WebP, at most 256 KiB; it stands on white.</span>
      </div>
      {problem?.field("image") && (
        <p role="alert" className="text-xs text-crit">
          {problem.field("image")}
        </p>
      )}
      <Preview portal={portal} colors={isColor(color) && judged.data ? judged.data : {}} logo={shownLogo} />
      <TextField
        label="Address"
        help={
          address
            ? `${location.origin}/portal/${address}: whoever knows it sees name, logo and colours before signing in, and nothing else.`
            : "One word, like harbour: at /portal/harbour the page for signing in looks like the rest. Empty: the product's own look."
        }
        placeholder="harbour"
        value={address}
        maxLength={40}
        className="mono"
        error={problem?.field("address")}
        onChange={(event) => setAddress(event.target.value.trim().toLowerCase())}
      />
      <TextField
        label="Own host name"
        help="The client's own name for your server, like support.harbour.example: signing in looks like the rest there. It must lead to this server."
        placeholder="support.harbour.example"
        value={host}
        maxLength={253}
        className="mono"
        error={problem?.field("host")}
        onChange={(event) => setHost(event.target.value.trim().toLowerCase())}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Phone to call"
          help="Empty: the provider's, from Settings."
          value={phone}
          maxLength={40}
          error={problem?.field("contact_phone")}
          onChange={(event) => setPhone(event.target.value)}
        />
        <TextField
          label="Address to write to"
          type="email"
          value={email}
          maxLength={200}
          error={problem?.field("contact_email")}
          onChange={(event) => setEmail(event.target.value)}
        />
      </div>
      <TextField
        label="A word beside it"
        placeholder="Mon to Fri 8 to 18, urgent things around the clock"
        value={note}
        maxLength={200}
        error={problem?.field("contact_note")}
        onChange={(event) => setNote(event.target.value)}
      />
    </FormDialog>
  );
}
