// Settings: the tree of categories. Nothing is deleted; what is no longer used is archived.
import { useState } from "react";
import { Archive, ArchiveRestore, Pencil, Plus } from "lucide-react";
import { call, methods } from "@/api/client";
import type { TicketCategory } from "@/api/generated/schema";
import { queries, refresh, useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { Failed, Loading } from "@/ui/empty";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { Page, Section, Table } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";

const deepest = 3;
const again = () => refresh(queries, [methods.listTicketCategories, methods.getTicket, methods.listTickets]);

async function archive(category: TicketCategory, archived: boolean, undo = true): Promise<void> {
  try {
    const after = await call(methods.updateTicketCategory, { category_id: category.category_id, archived }, { etag: category.etag });
    await again();
    say(`${category.path} is ${archived ? "archived" : "back"}.`, undo ? () => void archive(after, !archived, false) : undefined);
  } catch (error) {
    sayProblem("The category did not change.", error);
  }
}

export default function CategoriesPage() {
  useTitle("Categories");
  const [archived, setArchived] = useState(false);
  const query = useApi(methods.listTicketCategories, { with_archived: archived }, { keep: true });
  const [editing, setEditing] = useState<TicketCategory | "new">();
  const may = useMay("ticket.configure");
  if (query.isError && !query.data) return <Failed what="the categories" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="categories" />;
  const categories = query.data.categories;
  return (
    <Page narrow>
      <Section
        title="Categories"
        aside={
          <>
            <CheckField label="Archived too" checked={archived} onChange={(event) => setArchived(event.target.checked)} />
            {may && (
              <Button tone="primary" icon={Plus} onClick={() => setEditing("new")}>
                Add category
              </Button>
            )}
          </>
        }
      >
        <p className="mb-2 text-dim">What tickets are about. A ticket has one; choosing it marks a new ticket as triaged.</p>
        <Table label="Categories" head={["Name", "Open tickets", ""]}>
          {categories.map((category) => (
            <tr key={category.category_id}>
              <td className="w-full">
                <span style={{ paddingInlineStart: `${category.depth * 20}px` }} className="inline-flex items-center gap-2">
                  <span className={category.depth === 0 ? "font-medium" : ""}>{category.name}</span>
                  {category.archived && <Chip>Archived</Chip>}
                </span>
              </td>
              <td className="text-right tabular-nums">{category.open_ticket_count || ""}</td>
              <td>
                {may && (
                  <span className="flex justify-end">
                    <IconButton icon={Pencil} label={`Change ${category.path}`} onClick={() => setEditing(category)} />
                    <IconButton
                      icon={category.archived ? ArchiveRestore : Archive}
                      label={`${category.archived ? "Bring back" : "Archive"} ${category.path}`}
                      onClick={() => void archive(category, !category.archived)}
                    />
                  </span>
                )}
              </td>
            </tr>
          ))}
        </Table>
      </Section>
      {editing && (
        <CategoryDialog category={editing === "new" ? undefined : editing} all={categories} onClose={() => setEditing(undefined)} />
      )}
    </Page>
  );
}

function CategoryDialog({ category, all, onClose }: { category?: TicketCategory; all: readonly TicketCategory[]; onClose: () => void }) {
  const [name, setName] = useState(category?.name ?? "");
  const [parent, setParent] = useState(category?.parent_category_id ?? "");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const above = all.filter((one) => !one.archived && one.depth < deepest && one.category_id !== category?.category_id);
  const request = { name: name.trim(), parent_category_id: parent };
  const send = () => {
    setBusy(true);
    const sent = category
      ? call(methods.updateTicketCategory, { category_id: category.category_id, ...request }, { etag: category.etag })
      : call(methods.createTicketCategory, request);
    sent
      .then(async (after) => {
        await again();
        say(`${after.path} is ${category ? "changed" : "there"}.`);
        onClose();
      }, setError)
      .finally(() => setBusy(false));
  };
  return (
    <FormDialog
      title={category ? `Change ${category.path}` : "New category"}
      submit="Save"
      onSubmit={send}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!name.trim()}
    >
      <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} maxLength={80} autoFocus />
      <SelectField
        label="Below"
        choices={[{ value: "", label: "Nothing: at the top" }, ...above.map((one) => ({ value: one.category_id, label: one.path }))]}
        value={parent}
        onChange={(event) => setParent(event.target.value)}
      />
    </FormDialog>
  );
}
