// What the codes of a mail say to people; the states of schema/steward/correspondence.
const states: Record<string, { look: string; label: string }> = {
  received: { look: "pending", label: "Being judged" },
  ticket_opened: { look: "ok", label: "New ticket" },
  reply_added: { look: "ok", label: "In its ticket" },
  note_added: { look: "ok", label: "Note in its ticket" },
  recorded: { look: "completed", label: "Automatic" },
  held: { look: "warning", label: "Held" },
  refused: { look: "critical", label: "Refused" },
  duplicate: { look: "completed", label: "Came before" },
  dismissed: { look: "closed", label: "Put aside" },
  failed: { look: "critical", label: "Not judged" },
};
export const mailStates = Object.keys(states);
export const mailState = (state: string) => {
  const known = states[state];
  return { state: known?.look ?? state, label: known?.label ?? state };
};

const authenticities: Record<string, string> = {
  verified: "Verified by our mail server",
  not_verified: "Not verified",
  failed: "Not who the mail says",
};
export const authenticityLabel = (value: string): string => authenticities[value] ?? "Not looked at";

const origins: Record<string, string> = {
  human: "A person",
  bounce: "A mail server's report",
  absence: "A program that answers",
  bulk: "A program, or sent to many",
  calendar_reply: "An answer to an appointment",
  read_receipt: "A reader's program",
  own_echo: "We sent it ourselves",
};
export const originLabel = (value: string): string => origins[value] ?? "Not known";
export const mailOrigins = Object.keys(origins);

/// Where the browser gets a mail as it came; the server says that it is to be stored, never shown.
export const mailAddress = (id: string) => `/api/v1/mails/${encodeURIComponent(id)}/content`;
