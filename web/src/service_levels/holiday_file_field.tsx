// Holidays out of an iCalendar file, into the text of the form: nothing is stored before the form is.
import { useRef, useState } from "react";
import { CalendarDays } from "lucide-react";
import { call, methods } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Button } from "@/ui/button";
import { counted } from "@/ui/format";
import { Notice } from "@/ui/panel";
import { withHolidays } from "./rule_text";

export function HolidayFileField({ text, change }: { text: string; change: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState<{ bad: boolean; text: string; leftOut?: readonly string[] }>();
  const read = async (file: File) => {
    try {
      const found = await call(methods.readHolidayFile, { text: await file.text() });
      const holidays = found.holidays ?? [];
      change(withHolidays(text, holidays));
      setSaid({ bad: false, text: `${counted(holidays.length, "day", "days")} of this year and the three after it.`, leftOut: found.left_out });
    } catch (problem) {
      setSaid({ bad: true, text: asProblem(problem).message });
    }
  };
  return (
    <div className="space-y-2">
      <input
        ref={input}
        type="file"
        accept=".ics,text/calendar"
        aria-label="A calendar file with holidays"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) void read(file);
        }}
      />
      <Button icon={CalendarDays} onClick={() => input.current?.click()}>
        Take holidays from a calendar file
      </Button>
      {said && (
        <Notice tone={said.bad ? "crit" : "info"}>
          <p role="status">{said.text}</p>
          {said.leftOut && said.leftOut.length > 0 && (
            <details>
              <summary>{counted(said.leftOut.length, "entry was left out", "entries were left out")}</summary>
              <ul className="list-disc pl-4">
                {said.leftOut.map((line, index) => (
                  <li key={index}>{line}</li>
                ))}
              </ul>
            </details>
          )}
        </Notice>
      )}
    </div>
  );
}
