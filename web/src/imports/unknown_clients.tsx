// Names of clients that nobody here has: all made, or all left out, in one step; each can still be said by itself below.
import { useState } from "react";
import { call, methods } from "@/api/client";
import type { Import } from "@/api/generated/schema";
import { queries, refresh, useApi } from "@/api/query";
import { Button } from "@/ui/button";
import { counted } from "@/ui/format";
import { Notice } from "@/ui/panel";
import { say, sayProblem } from "@/ui/toast";

const filter = "answered:false list:client";

export function UnknownClients({ one }: { one: Import }) {
  const query = useApi(methods.listImportValues, { import_id: one.import_id, filter, page_size: 1 });
  const [busy, setBusy] = useState("");
  const total = query.data?.total ?? 0;
  if (total === 0) return null;
  const answerAll = async (answer: string) => {
    setBusy(answer);
    try {
      const unknown = await call(methods.listImportValues, { import_id: one.import_id, filter, page_size: 1000 });
      await call(methods.setImportValues, {
        import_id: one.import_id,
        answers: unknown.values.map((value) => ({ list: "client", value: value.value, answer })),
      });
      await call(methods.checkImport, { import_id: one.import_id });
      say("Remembered; it is checked again.");
    } catch (error) {
      sayProblem("That was not kept.", error);
    }
    await refresh(queries, [methods.getImport, methods.listImportValues, methods.listImportRows]);
    setBusy("");
  };
  return (
    <div className="mb-3">
      <Notice tone="warn">
        <p>
          {counted(total, "client of this file is", "clients of this file are")} not known here. Choose one of ours for each below, or answer for all
          of them at once.
        </p>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button busy={busy === "=new"} disabled={busy !== ""} onClick={() => void answerAll("=new")}>
            Make {total === 1 ? "it" : `all ${total}`}
          </Button>
          <Button busy={busy === "-"} disabled={busy !== ""} onClick={() => void answerAll("-")}>
            Leave {total === 1 ? "its" : "their"} rows out
          </Button>
        </div>
      </Notice>
    </div>
  );
}
