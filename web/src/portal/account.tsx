// Oneself: who one is here, how the portal looks on this browser, and the way out.
import { useState } from "react";
import { LogOut } from "lucide-react";
import { call, methods } from "@/api/client";
import { doorAddress } from "@/api/portal_look";
import { useSession } from "@/api/session";
import { endSession } from "@/api/sign_out";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { CheckField, SelectField } from "@/ui/field";
import { finishLater } from "@/ui/later";
import { setPreference, usePreferences, type Theme } from "@/ui/preferences";
import { base, To } from "./address";
import { ApprovalLimit } from "./approval_limit";
import { Block, Heading } from "./parts";

const themes = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];
const roles: Record<string, string> = {
  CDM: "You decide for your company.",
  CAP: "You approve access and purchases.",
  CHR: "You report who joins, moves and leaves.",
  CUS: "You raise tickets and follow your own.",
  CRO: "You read along: health, tickets, reports.",
  VND: "You see what is shared with you.",
};

export default function Account() {
  const session = useSession();
  const { theme, contrast } = usePreferences();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState<"here" | "everywhere">();
  const leave = async (where: "here" | "everywhere") => {
    setBusy(where);
    setError(undefined);
    try {
      await finishLater();
      if (where === "everywhere") await call(methods.endOtherSessions, {});
      const there = await endSession();
      // What was read is gone with the page.
      location.replace(there || doorAddress());
    } catch (problem) {
      setError(problem);
      setBusy(undefined);
    }
  };
  return (
    <>
      <Heading title="You" />
      <div className="rounded-xl border border-line px-4 py-3">
        <p className="font-semibold break-words">{session?.name}</p>
        <p className="break-words text-dim">{session?.email}</p>
        <ul className="mt-2 text-sm">
          {session?.roles.map((role) => (
            <li key={role}>{roles[role] ?? role}</li>
          ))}
        </ul>
      </div>
      <ApprovalLimit className="mt-2 px-4 text-sm text-dim" />
      <Block title="On this browser">
        <div className="grid max-w-md gap-3">
          <SelectField
            label="Theme"
            className="h-11"
            choices={themes}
            value={theme}
            onChange={(event) => setPreference("theme", event.target.value as Theme)}
          />
          <CheckField
            label="High contrast"
            help="Without the company's colours. Also when the system asks for it."
            checked={contrast === "more"}
            onChange={(event) => setPreference("contrast", event.target.checked ? "more" : "system")}
          />
        </div>
      </Block>
      <Block title="Your account">
        <p className="mb-3 text-sm text-dim">
          Password, second factor and where you are signed in:{" "}
          <To to={`${base}/account/security`} className="link">
            security of your account
          </To>
          .
        </p>
        {Boolean(error) && <ProblemLine error={error} />}
        <div className="flex flex-wrap gap-2">
          <Button icon={LogOut} busy={busy === "here"} disabled={Boolean(busy)} onClick={() => void leave("here")} className="h-11 px-4">
            Sign out
          </Button>
          <Button busy={busy === "everywhere"} disabled={Boolean(busy)} onClick={() => void leave("everywhere")} className="h-11 px-4">
            Sign out everywhere
          </Button>
        </div>
        <p className="mt-2 text-sm text-dim">
          Everywhere: also on the devices that you have lost or forgotten. What you have begun to write stays on this device.
        </p>
      </Block>
    </>
  );
}
