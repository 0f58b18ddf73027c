// Settings: canned replies.
import { useState } from "react";
import { MessageSquareQuote, Pencil, Plus, Trash2 } from "lucide-react";
import { methods } from "@/api/client";
import type { CannedReply } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { Page, Section, Table } from "@/ui/panel";
import { useTitle } from "@/ui/title";
import { sayProblem } from "@/ui/toast";
import { ReplyDialog } from "./reply_dialog";

export default function RepliesPage() {
  useTitle("Canned replies");
  const query = useApi(methods.listCannedReplies, { page_size: 500 });
  const [editing, setEditing] = useState<CannedReply | "new">();
  const may = useMay("template.write");
  if (query.isError && !query.data) return <Failed what="the replies" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="replies" />;
  const replies = query.data.replies;
  const add = may && (
    <Button tone="primary" icon={Plus} onClick={() => setEditing("new")}>
      Add reply
    </Button>
  );
  return (
    <Page>
      <Section title="Canned replies" aside={replies.length > 0 && add}>
        {replies.length === 0 ? (
          <NoneYet title="No reply is written yet." icon={MessageSquareQuote}>
            <p>What is said every day need not be typed every day. A reply is picked in the reply box by typing / and its shortcut.</p>
            {add}
          </NoneYet>
        ) : (
          <Table label="Canned replies" head={["Shortcut", "Name", "Text", ""]}>
            {replies.map((reply) => (
              <Row key={reply.reply_id} reply={reply} edit={() => setEditing(reply)} />
            ))}
          </Table>
        )}
      </Section>
      {editing && <ReplyDialog reply={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function Row({ reply, edit }: { reply: CannedReply; edit: () => void }) {
  const remove = useChange(methods.deleteCannedReply, [methods.listCannedReplies], {
    etag: reply.etag,
    onError: (error) => sayProblem("The reply was not deleted.", error),
  });
  return (
    <tr>
      <td className="font-mono text-xs whitespace-nowrap">/{reply.shortcut}</td>
      <td className="whitespace-nowrap">{reply.name}</td>
      <td className="w-full max-w-0 truncate text-dim">{reply.text}</td>
      <td>
        <span className="flex justify-end">
          {reply.allowed_actions.includes("edit") && <IconButton icon={Pencil} label={`Change ${reply.name}`} onClick={edit} />}
          {reply.allowed_actions.includes("delete") && (
            <IconButton
              icon={Trash2}
              label={`Delete ${reply.name}`}
              onClick={() => window.confirm(`Delete the reply ${reply.name}?`) && remove.mutate({ reply_id: reply.reply_id })}
            />
          )}
        </span>
      </td>
    </tr>
  );
}
