// Yes or no, with a comment; a no says why.
import { useState } from "react";
import { Check, X } from "lucide-react";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/field";
import { ProblemLine } from "@/ui/empty";

export function Decide({
  busy,
  error,
  decide,
  tall,
}: {
  busy: boolean;
  error: unknown;
  decide: (decision: string, comment: string) => void;
  tall?: boolean;
}) {
  const [comment, setComment] = useState("");
  const size = tall ? "h-11 flex-1" : "";
  return (
    <div className="space-y-2">
      <TextArea
        label="Comment"
        rows={2}
        maxLength={2000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
        help="A no needs a reason; a yes may have a comment."
      />
      {Boolean(error) && <ProblemLine error={error} />}
      <div className="flex gap-2">
        <Button tone="primary" icon={Check} busy={busy} className={size} onClick={() => decide("approved", comment.trim())}>
          Approve
        </Button>
        <Button
          tone="danger"
          icon={X}
          disabled={busy || !comment.trim()}
          className={size}
          onClick={() => decide("rejected", comment.trim())}
        >
          Do not approve
        </Button>
      </div>
    </div>
  );
}
