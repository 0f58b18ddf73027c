// Which columns a list has, and in which order. Every step by keys: no dragging is needed.
import { ArrowDown, ArrowUp } from "lucide-react";
import { Button, IconButton } from "./button";
import { movedBy, toggled } from "./columns";
import { Dialog } from "./dialog";
import { CheckField } from "./field";

interface Props {
  columns: readonly { key: string; title: string }[];
  shown: readonly string[];
  shipped: readonly string[];
  always: string; // the one without which a row has no name
  onChange: (keys: string[]) => void;
  onClose: () => void;
}

export default function ColumnDialog({ columns, shown, shipped, always, onChange, onClose }: Props) {
  const known = columns.map((column) => column.key);
  const order = [...shown, ...known.filter((key) => !shown.includes(key))];
  return (
    <Dialog
      title="Columns"
      description="Where the list is narrow, the less important ones step back by themselves. A saved file has those that are chosen here."
      onClose={onClose}
    >
      <ul className="scroll-thin max-h-[50vh] divide-y divide-line overflow-auto">
        {order.map((key) => {
          const title = columns.find((column) => column.key === key)?.title ?? key;
          const at = shown.indexOf(key);
          return (
            <li key={key} className="flex min-h-9 items-center gap-1 coarse:min-h-11">
              <CheckField
                className="min-w-0 flex-1"
                label={title}
                checked={at >= 0}
                disabled={key === always}
                onChange={() => onChange(toggled(shown, key, known))}
              />
              {at >= 0 && (
                <>
                  <IconButton icon={ArrowUp} label={`${title}: to the left`} aria-disabled={at === 0} onClick={() => onChange(movedBy(shown, key, -1))} />
                  <IconButton
                    icon={ArrowDown}
                    label={`${title}: to the right`}
                    aria-disabled={at === shown.length - 1}
                    onClick={() => onChange(movedBy(shown, key, 1))}
                  />
                </>
              )}
            </li>
          );
        })}
      </ul>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={() => onChange([...shipped])}>Usual columns</Button>
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}
