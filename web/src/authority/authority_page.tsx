// Who may have something run on machines, as the signed chain says. Nothing of it is made here: the server keeps and carries it.
import { TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import type { Authority } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Coded } from "@/ui/coded";
import { CopyLine } from "@/ui/copy";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { counted, exactTime } from "@/ui/format";
import { Facts, Page, Section } from "@/ui/panel";
import { Ago, Until } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { Chain, Mirrors } from "./authority_chain";
import { Carrying } from "./authority_carrying";
import { HeldBack, Keys, OpenGrants, Rules } from "./authority_keys";
import { NotReady, Questions } from "./authority_machines";
import { delayWords, genesisCommand, groupsOf, waitingWords } from "./gate_words";

export default function AuthorityPage() {
  useTitle("Who may sign");
  const authority = useApi(methods.getAuthority, {});
  if (!authority.data)
    return authority.isError ? (
      <Failed what="who may sign" error={authority.error} retry={() => void authority.refetch()} />
    ) : (
      <Loading what="who may sign" />
    );
  return <Page>{authority.data.exists ? <Known authority={authority.data} /> : <NoAuthority authority={authority.data} />}</Page>;
}

function NoAuthority({ authority }: { authority: Authority }) {
  return (
    <NoneYet title="Nobody may sign yet.">
      <p>Machines are watched, and nothing can run on them. What runs there is signed by people on their own machines, never by this server.</p>
      <ol className="list-decimal space-y-1 pl-5 text-left">
        <li>Each who is to sign makes a key and a card: steward-sign key new, steward-sign key card.</li>
        <li>
          One drafts the beginning, with the keys of this server; all sign it: steward-sign sign genesis.
          <CopyLine text={genesisCommand(authority.server_pins, authority.log_key)} label="the command that drafts the beginning" />
        </li>
        <li>It is brought here: steward-sign send FOLDER, then steward courier sync FOLDER.</li>
        <li>Machines join by a grant: steward-sign grant.</li>
      </ol>
    </NoneYet>
  );
}

function Known({ authority }: { authority: Authority }) {
  const mayEnrol = useMay("device.enrol");
  const { recovery_threshold: threshold, recovery_keys: recovery } = authority;
  return (
    <div className="space-y-6">
      {authority.warnings.length > 0 && (
        <Section title="Look at this">
          <ul className="space-y-1.5">
            {authority.warnings.map((warning) => (
              <li key={warning} className="flex gap-2">
                <TriangleAlert size={14} aria-hidden className="mt-1 shrink-0 text-warn" />
                <span className="min-w-0 break-words">
                  <Coded text={warning} />
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Summary authority={authority} />
      <HeldBack authority={authority} />
      <Questions />
      <Keys title="Keys" keys={authority.keys} />
      <Keys
        title="Keys for recovery"
        keys={recovery}
        about={
          `${threshold} of ${recovery.length} together put new keys in the place of all. ` +
          `It waits for ${delayWords(Number(authority.recovery_delay_hours))}, in which anybody who may can object.`
        }
      />
      <Rules authority={authority} />
      {mayEnrol && <OpenGrants />}
      <NotReady />
      {authority.carrying && <Carrying health={authority.carrying} />}
      <Mirrors authority={authority} />
      <Chain />
    </div>
  );
}

function Digits({ id }: { id: string }) {
  return (
    <p className="mono leading-6">
      {groupsOf(id).map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))}
    </p>
  );
}

/// Each with the moment at which it holds: until then people can object, afterwards nobody can.
function WaitingChanges({ authority }: { authority: Authority }) {
  return (
    <>
      {counted(authority.waiting, "waits", "wait")} for the delay, and can be objected to.
      {authority.waiting_changes.map((one) => (
        <span key={one.message_id} className="block">
          {waitingWords(one)}: in force on {exactTime(one.in_force_at_unix_ms)}, <Until at={one.in_force_at_unix_ms} />, as this server counts; a machine
          counts from when it heard of it.
        </span>
      ))}
    </>
  );
}

function Summary({ authority }: { authority: Authority }) {
  const beat = authority.newest_heartbeat_at_unix_ms;
  return (
    <Section title={authority.name}>
      <div className="grid gap-x-8 gap-y-3 md:grid-cols-[auto_minmax(0,1fr)]">
        <Digits id={authority.authority_id} />
        <Facts
          rows={[
            ["A change needs", `${authority.voices_needed} of ${counted(authority.voters, "person", "people")} who decide who may sign`],
            ["Changes waiting", authority.waiting > 0 ? <WaitingChanges key="w" authority={authority} /> : "none"],
            ["Newest state", `number ${authority.seq} of the chain${authority.forked ? "; it is split: machines take nothing but stops" : ""}`],
            ["Heartbeat", beat > 0 ? <Ago key="h" at={beat} /> : "none heard yet: machines take no job before one"],
            ["Log of this server", authority.log_key_pinned ? "named by the chain: jobs can be proven" : "not named by the chain: no job can be proven"],
          ]}
        />
      </div>
      <p className="mt-2 text-dim">The number is all that a machine has to trust. Read it aloud to each other once.</p>
    </Section>
  );
}
