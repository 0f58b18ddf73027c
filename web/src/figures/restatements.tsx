// What a closed month said before, wherever it says something else now. Both stay.
import type { DeskFigure, DeskFigures, Restatement } from "@/api/generated/schema";
import { Section, Table } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { restatedBecause, valueWords } from "./figure_words";

export function Restatements({ figures }: { figures: DeskFigures }) {
  if (figures.restatements.length === 0) return null;
  const words = (one: Restatement, which: "before" | "after") => {
    const figure = figures.figures.find((known) => known.code === one.code) as DeskFigure;
    const value = one[which];
    return value ? `${valueWords(figure, value)} (${value.sample})` : "no data";
  };
  return (
    <Section title="Counted again">
      <Table label="Closed months that were counted again" head={["Figure", "Client", "Was", "Is", "Why"]}>
        {figures.restatements.map((one) => (
          <tr key={`${one.client_id}${one.code}${one.at_unix_ms}`}>
            <td>
              {one.name}
              {one.announced && <span className="block text-xs text-warn">by more than two points</span>}
            </td>
            <td>{one.client_name}</td>
            <td className="whitespace-nowrap">{words(one, "before")}</td>
            <td className="whitespace-nowrap">{words(one, "after")}</td>
            <td>
              {restatedBecause(one.reason)}
              <span className="block text-xs text-dim">
                <Moment at={one.at_unix_ms} />
              </span>
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}
