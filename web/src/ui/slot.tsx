// A place on a page where other capabilities show theirs, so that none imports another (those that still do are listed in
// tools/tidy/console_paths.txt, which may only shrink). Who fills it: a file of the place's name in any capability's folder (see
// app/slots.ts). Each part loads when the page is first shown, and one that fails says so without taking the page with it.
import { lazy, Suspense, type ComponentType, type RefObject } from "react";
import { CatchBoundary, type ErrorComponentProps } from "@tanstack/react-router";
import type { BackupItem, Client, Device, Incident, Person, Ticket, TicketMessage } from "@/api/generated/schema";
import { ProblemLine } from "./empty";

/// The box in which an answer is written: what stands in it, and how to put something there.
export interface ReplyPlace {
  ticket: Ticket;
  text: string;
  write: (text: string) => void;
  box: RefObject<HTMLTextAreaElement | null>;
  /// `take` is called when somebody sends from this box: it takes what goes with the words, and what it gives back hears what
  /// became of them: the message, or nothing when they were taken back or refused. Gives back how to hear no more.
  onSend: (take: () => (sent?: TicketMessage) => void) => () => void;
}
interface Places {
  ticket_notice: { ticket: Ticket };
  ticket_aside: { ticket: Ticket };
  reply_notice: ReplyPlace;
  reply_tools: ReplyPlace;
  /// Below a message of the conversation, or (without one) below the ticket's own words.
  said: { ticket: Ticket; messageId: string };
  new_ticket_notice: { clientId: string; title: string };
  now_notice: object;
  new_ticket: { clientId: string; onClose: () => void };
  alert_aside: { alertId: string };
  incident_aside: { incident: Incident };
  device_aside: { device: Device };
  /// Beside what is known of the device: how it is now.
  device_state: { device: Device };
  /// Below the line with which machines join. `line`: once it was made.
  join_aside: { clientId: string; siteId: string; line: string };
  client_aside: { client: Client };
  /// On the page of a protected item: what was proven of it.
  backup_item: { item: BackupItem };
  /// Among what nobody decided about backups. An empty client: of all.
  backup_gaps: { clientId: string };
  client_people: { client: Client; people: readonly Person[]; write: boolean };
}
export type Place = keyof Places;
type Part<P extends Place> = ComponentType<Places[P]>;

const parts = new Map<Place, Part<Place>[]>();

// Called once a place, before the first page is shown. In the order of the folders' names.
export function fill<P extends Place>(place: P, files: Record<string, () => Promise<unknown>>): void {
  const names = Object.keys(files).sort();
  parts.set(
    place,
    names.map((name) => lazy(files[name] as () => Promise<{ default: Part<Place> }>)),
  );
}

export function Slot<P extends Place>({ place, ...shown }: { place: P } & Places[P]) {
  return (parts.get(place) ?? []).map((One, index) => (
    <CatchBoundary key={index} getResetKey={() => index} errorComponent={Broken}>
      <Suspense fallback={null}>
        <One {...(shown as unknown as Places[Place])} />
      </Suspense>
    </CatchBoundary>
  ));
}

function Broken({ error }: ErrorComponentProps) {
  return <ProblemLine error={error} />;
}
