// In the dialog of a new ticket: it may be written already.
import { useState } from "react";
import { FileStack } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { FromTemplate } from "./from_template";

export default function TemplateInstead({ clientId, onClose }: { clientId: string; onClose: () => void }) {
  const may = useMay("template.use");
  const { data } = useApi(methods.listTicketTemplates, { page_size: 500 }, { enabled: may, staleTime: 60_000 });
  const [open, setOpen] = useState(false);
  if (!may || !data || data.templates.length === 0) return null;
  return (
    <>
      <Button icon={FileStack} onClick={() => setOpen(true)}>
        Use a template instead
      </Button>
      {open && (
        <FromTemplate
          clientId={clientId}
          onClose={() => {
            setOpen(false);
            onClose();
          }}
        />
      )}
    </>
  );
}
