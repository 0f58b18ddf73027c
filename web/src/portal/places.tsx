// Where other capabilities show theirs in the portal: a file of the place's name in their folder.
import { lazy, Suspense, type ComponentType } from "react";
import type { Ticket } from "@/api/generated/schema";
import type { ReplyPlace } from "@/ui/slot";

interface Places {
  portal_home: { client: string };
  portal_raise: { client: string; title: string; description: string };
  portal_ticket: { ticket: Ticket };
  portal_answer: { ticket: Ticket };
  portal_backups: { client: string };
  portal_promises: { client: string; month: string; from: number; until: number };
  // Files are sent and shown here as in the console.
  files_to_send: ReplyPlace;
  files_of: { ticket: Ticket; messageId: string };
}
type Part<P extends keyof Places> = ComponentType<Places[P]>;

function parts<P extends keyof Places>(files: Record<string, () => Promise<unknown>>): Part<P>[] {
  return Object.keys(files)
    .sort()
    .map((name) => lazy(files[name] as () => Promise<{ default: Part<P> }>));
}

const filled: { [P in keyof Places]: Part<P>[] } = {
  portal_home: parts(import.meta.glob("../*/portal_home.tsx")),
  portal_raise: parts(import.meta.glob("../*/portal_raise.tsx")),
  portal_ticket: parts(import.meta.glob("../*/portal_ticket.tsx")),
  portal_answer: parts(import.meta.glob("../*/portal_answer.tsx")),
  portal_backups: parts(import.meta.glob("../*/portal_backups.tsx")),
  portal_promises: parts(import.meta.glob("../*/portal_promises.tsx")),
  files_to_send: parts(import.meta.glob("../attachments/reply_notice.tsx")),
  files_of: parts(import.meta.glob("../attachments/said.tsx")),
};

export function PortalSlot<P extends keyof Places>({ place, ...shown }: { place: P } & Places[P]) {
  return (filled[place] as ComponentType<Places[keyof Places]>[]).map((One, index) => (
    <Suspense key={index} fallback={null}>
      <One {...(shown as unknown as Places[keyof Places])} />
    </Suspense>
  ));
}
