// Who may have something run on machines, as the signed chain says. Nothing of it is made here: the server keeps and carries it.
import { methods } from "@/api/client";
import type { Authority, AuthorityKey } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useNow } from "@/ui/clock";
import { NoneYet } from "@/ui/empty";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { classWords, groupsOf, keyMark, mayWords } from "./gate_words";

export default function AuthorityPage() {
  useTitle("Who may sign");
  const authority = useApi(methods.getAuthority, {});
  if (!authority.data) return null;
  return authority.data.exists ? <Known authority={authority.data} /> : <NoAuthority />;
}

function NoAuthority() {
  return (
    <NoneYet title="Nobody may sign yet.">
      <p>Machines are watched, and nothing can run on them. What runs there is signed by people on their own machines, never by this server.</p>
      <ol className="list-decimal space-y-1 pl-5 text-left">
        <li>Each who is to sign makes a key and a card: steward-sign key new, steward-sign key card.</li>
        <li>One drafts the beginning, all sign it: steward-sign genesis, steward-sign sign.</li>
        <li>It is brought here: steward-sign send FOLDER, then steward courier sync FOLDER.</li>
        <li>Machines join by a grant: steward-sign grant.</li>
      </ol>
    </NoneYet>
  );
}

function Known({ authority }: { authority: Authority }) {
  return (
    <div className="space-y-6">
      {authority.warnings.length > 0 && (
        <Section title="Look at this">
          <ul className="list-disc space-y-1 pl-5">
            {authority.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={authority.name}>
        <p className="text-dim">This number is all that a machine has to trust. Read it aloud to each other once.</p>
        <p className="mono mt-2 leading-6" aria-label="The authority's number">
          {groupsOf(authority.authority_id).map((line) => (
            <span key={line} className="block">
              {line}
            </span>
          ))}
        </p>
        <p className="mt-2">
          A change of who may sign needs {authority.voices_needed} of {authority.voters} people.
          {authority.waiting > 0 && ` ${authority.waiting} of them wait for their delay.`}
          {authority.forked && " The chain is split: machines take nothing but stops until a majority resolves it."}
        </p>
        <p className="mt-1 text-dim">
          {authority.newest_heartbeat_at_unix_ms > 0 ? (
            <>
              Newest heartbeat <Moment at={authority.newest_heartbeat_at_unix_ms} />.
            </>
          ) : (
            "No heartbeat was heard yet: machines run nothing before one."
          )}
        </p>
      </Section>
      <Keys title="Keys" keys={authority.keys} />
      <Keys title="Keys for recovery" keys={authority.recovery_keys} />
    </div>
  );
}

function Keys({ title, keys }: { title: string; keys: readonly AuthorityKey[] }) {
  const now = useNow();
  return (
    <Section title={title}>
      <ul className="divide-y divide-line">
        {keys.map((key) => (
          <li key={key.key_id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2">
            <span className="min-w-40 font-medium">{key.holder}</span>
            <State {...keyMark(key, now)} />
            <span className="min-w-60 flex-1">
              May {mayWords(key.roles)}
              {key.roles.includes("job") && `: ${classWords(key.classes, "nothing")}, ${key.all_clients ? "of all clients" : "of some clients"}`}
            </span>
            <span className="text-dim">
              until <Moment at={key.not_after_unix_ms} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
