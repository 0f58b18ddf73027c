// The copies of an item on its page: what is known of each, and who may say more.
import { useState } from "react";
import { Pencil, Plus, X } from "lucide-react";
import { methods } from "@/api/client";
import type { BackupCopy, BackupItem } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Section } from "@/ui/panel";
import { say, sayProblem } from "@/ui/toast";
import { touchedByBackup } from "./backup_words";
import { CopiesList, CopiesRule } from "./copies_view";
import { declaredCopies, declaredOf } from "./copies_words";
import { CopyDialog } from "./copy_dialog";

export function Copies({ item, may }: { item: BackupItem; may: boolean }) {
  const [doing, setDoing] = useState<{ copy?: BackupCopy }>();
  const back = useChange(methods.declareBackupCopies, touchedByBackup, { onError: (error) => sayProblem("It was not taken back.", error) });
  const remove = useChange(methods.declareBackupCopies, touchedByBackup, { onError: (error) => sayProblem("It is still named.", error) });
  const forget = (copy: BackupCopy) => {
    const before = declaredCopies(item),
      others = before.filter((one) => one.copy_id !== copy.copy_id);
    remove.mutate(
      { item_id: item.item_id, copies: others },
      {
        onSuccess: () =>
          say(`${copy.place} is no longer named as a copy.`, () =>
            back.mutate({ item_id: item.item_id, copies: [...others, { ...declaredOf(copy), copy_id: "" }] }),
          ),
      },
    );
  };
  return (
    <Section
      title="Copies"
      aside={
        may && (
          <Button icon={Plus} onClick={() => setDoing({})}>
            Add a copy
          </Button>
        )
      }
    >
      <CopiesRule rule={item.copies_rule} />
      <CopiesList
        copies={item.copies}
        actions={(copy) =>
          may &&
          !copy.data_in_use && (
            <span className="no-print ml-auto flex flex-wrap gap-2">
              <Button icon={Pencil} tone="quiet" onClick={() => setDoing({ copy })}>
                Say what is known
              </Button>
              {copy.copy_id && !copy.plan_id && (
                <Button icon={X} tone="quiet" onClick={() => forget(copy)}>
                  Remove
                </Button>
              )}
            </span>
          )
        }
      />
      {doing && <CopyDialog item={item} copy={doing.copy} onClose={() => setDoing(undefined)} />}
    </Section>
  );
}
