// A list page of one kind of thing: filter, rows, what to say when there are none, and a way to make one. What is beside it
// (details, a dialog) are its children.
import type { ReactNode } from "react";
import { Plus, type LucideIcon } from "lucide-react";
import { Button } from "@/ui/button";
import { FilteredAway, NoneYet } from "@/ui/empty";
import type { FilterKey } from "@/ui/filter_words";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { useKeys } from "@/ui/keys";
import { State } from "@/ui/status";
import { words } from "@/ui/format";
import type { View } from "@/ui/view_bar";
import { ListFrame, type ListOf } from "./list";

interface Props<Row> {
  list: ListOf<Row>;
  one: string; // "job"
  many: string;
  keys: readonly FilterKey[];
  placeholder: string;
  columns: readonly Column<Row>[];
  views?: readonly View[]; // that every installation has
  hasFile?: boolean; // can be saved as a file
  create?: { first?: string; run: () => void }; // missing: this person may not. `first`: the words where there are none
  nameOf: (row: Row) => string;
  card: (row: Row) => ReactNode;
  onOpen: (row: Row) => void;
  none: { icon?: LucideIcon; title: string; about: ReactNode };
  isUsual?: (filter: string) => boolean; // nothing matching it is good news, not a filter that is too narrow
  children?: ReactNode;
}

export function PageList<Row>({ list, one, many, columns, views, hasFile, create, nameOf, card, onOpen, none, isUsual, children, ...frame }: Props<Row>) {
  useKeys(create ? [{ keys: "c", label: `New ${one}`, group: "Lists", run: create.run }] : []);
  const filteredAway = list.applied !== "" && !isUsual?.(list.applied);
  return (
    <div className="flex h-full min-h-0">
      <ListFrame
        list={list}
        one={one}
        many={many}
        {...frame}
        views={views && { page: many, shipped: views }}
        file={hasFile ? { name: `${many}.csv`, columns } : undefined}
        action={
          create && (
            <Button icon={Plus} keys="c" onClick={create.run}>
              New
            </Button>
          )
        }
      >
        <Grid
          {...list.grid}
          label={words(many)}
          memory={many}
          columns={columns}
          nameOf={nameOf}
          card={card}
          onOpen={onOpen}
          empty={
            filteredAway ? (
              <FilteredAway what={one} clear={list.clear} />
            ) : (
              <NoneYet icon={none.icon} title={none.title}>
                {none.about}
                {create?.first && (
                  <Button icon={Plus} onClick={create.run}>
                    {create.first}
                  </Button>
                )}
              </NoneYet>
            )
          }
        />
      </ListFrame>
      {children}
    </div>
  );
}

/// A row on a phone: its name, and below it how it stands and one thing more.
export function RowCard({ name, mark, about, end }: { name: string; mark?: { state: string; label?: string }; about: ReactNode; end?: ReactNode }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="block truncate font-medium">{name}</span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-dim">
        {mark && <State {...mark} className="shrink-0" />}
        <span className="truncate">{about}</span>
        {end && <span className="ml-auto shrink-0">{end}</span>}
      </span>
    </span>
  );
}
