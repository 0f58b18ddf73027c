// Whom a job would reach, asked again a moment after what it is about has changed.
import { useEffect, useState } from "react";
import { methods, type RequestOf } from "@/api/client";
import { useApi } from "@/api/query";

const pause = 400;
type Question = RequestOf<typeof methods.previewJob>;

/// Nothing is asked while `question` is missing. `isCurrent`: the answer is of what stands in the form now.
export function usePreview(question: Question | undefined) {
  const text = question ? JSON.stringify(question) : "";
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), pause);
    return () => window.clearTimeout(timer);
  }, [text]);
  const enabled = settled !== "" && text !== "";
  const asked = (settled ? JSON.parse(settled) : {}) as Question;
  const query = useApi(methods.previewJob, asked, { enabled, keep: true });
  return {
    preview: text === "" ? undefined : query.data,
    isCurrent: enabled && settled === text && Boolean(query.data) && !query.isPlaceholderData,
    error: text === "" ? null : query.error,
  };
}
