// Facts that channels can tell; the kinds of server/modules/notifications/match.cpp.
export const events: readonly { value: string; label: string; usual?: boolean }[] = [
  { value: "ticket.created", label: "A ticket was opened", usual: true },
  { value: "incident.opened", label: "An incident began", usual: true },
  { value: "incident.changed", label: "An incident changed" },
  { value: "alert.opened", label: "An alert opened" },
  { value: "alert.cleared", label: "An alert cleared" },
  { value: "ticket.changed", label: "A ticket changed" },
  { value: "ticket.message", label: "A message in a ticket" },
  { value: "ticket.reopened", label: "A resolved ticket is open again" },
  { value: "ticket.note", label: "An internal note in a ticket (to webhooks only)" },
  { value: "ticket.joined", label: "One more alert is part of a ticket" },
  { value: "clock.at_risk", label: "A promise is at 50 or 75 % of its time" },
  { value: "clock.breached", label: "A promise was missed" },
  { value: "page.due", label: "To the person on call: a page", usual: true },
  { value: "page.acknowledged", label: "Somebody has taken a page" },
  { value: "major.declared", label: "A major incident was declared", usual: true },
  { value: "major.update_due", label: "A client waits for an update of a major incident", usual: true },
  { value: "major.restored", label: "A major incident: it works again" },
  { value: "roster.gap", label: "Nobody is on call within 14 days", usual: true },
  { value: "paging_test.missed", label: "A test page was not answered", usual: true },
  { value: "mail.receipt", label: "To whoever wrote by mail: that their ticket is there" },
  { value: "mail.answer", label: "To whoever wrote by mail: what our people answer" },
];
export const usualEvents = events.filter((event) => event.usual).map((event) => event.value);
export const eventLabel = (value: string): string =>
  value === "test" ? "Test" : (events.find((event) => event.value === value)?.label ?? value);
export const priorities = [
  { value: "", label: "Any priority" },
  { value: "P1", label: "P1 only" },
  { value: "P2", label: "P1 and P2" },
  { value: "P3", label: "P1 to P3" },
  { value: "P4", label: "P1 to P4" },
];
export const priorityLabel = (value: string): string => priorities.find((one) => one.value === value)?.label ?? value;
