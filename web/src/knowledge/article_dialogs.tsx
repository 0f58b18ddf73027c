// Who reads an article, and when it is to be looked at again.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Article } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { say } from "@/ui/toast";

const touched = [methods.getArticle, methods.listArticles];

export function PublishDialog({ article, onClose }: { article: Article; onClose: () => void }) {
  const clients = useClients();
  const [audience, setAudience] = useState(article.audience),
    [client, setClient] = useState(article.client_id);
  const change = useChange(methods.publishArticle, touched, {
    etag: article.etag,
    onSuccess: (now) => {
      say(now.audience === "clients" ? "Published." : "It is internal.");
      onClose();
    },
  });
  return (
    <FormDialog
      title="Who reads it"
      submit={audience === "clients" ? "Publish" : "Keep internal"}
      onSubmit={() => change.mutate({ article_id: article.article_id, audience, client_id: client })}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
    >
      <SelectField
        label="Readers"
        value={audience}
        onChange={(event) => setAudience(event.target.value)}
        choices={[
          { value: "internal", label: "Our own people" },
          { value: "clients", label: "Clients, too" },
        ]}
      />
      <SelectField
        label="Which client"
        help="An article about one client is never shown or suggested at another."
        value={client}
        onChange={(event) => setClient(event.target.value)}
        choices={[{ value: "", label: "All clients" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
      />
    </FormDialog>
  );
}

export function ReviewDialog({ article, onClose }: { article: Article; onClose: () => void }) {
  const [day, setDay] = useState("");
  const change = useChange(methods.reviewArticle, touched, {
    etag: article.etag,
    onSuccess: () => {
      say("Reviewed.");
      onClose();
    },
  });
  return (
    <FormDialog
      title="It is still right"
      submit="Reviewed"
      onSubmit={() => change.mutate({ article_id: article.article_id, review_on: day })}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
    >
      <TextField
        label="Look at it again on (optional)"
        type="date"
        value={day}
        onChange={(event) => setDay(event.target.value)}
        error={change.error?.field("review_on")}
      />
    </FormDialog>
  );
}
