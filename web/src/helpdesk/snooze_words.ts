// The dates to which a ticket is usually put off, in the viewer's own time. Pure.
export interface Snooze {
  label: string;
  at: number;
}

const morning = 8;

/// In two hours; tomorrow and next Monday in the morning; in a month.
export function snoozes(now: number): Snooze[] {
  const day = (days: number): number => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    date.setHours(morning, 0, 0, 0);
    return date.getTime();
  };
  const quarter = 15 * 60_000;
  const toMonday = ((8 - new Date(now).getDay()) % 7) || 7;
  return [
    { label: "In 2 hours", at: Math.ceil((now + 2 * 3_600_000) / quarter) * quarter },
    { label: "Tomorrow", at: day(1) },
    { label: "Monday", at: day(toMonday) },
    { label: "In 30 days", at: day(30) },
  ];
}
