// A picture that somebody sent, drawn small on a canvas: its bytes are decoded as a picture and as nothing else, and nothing
// of them becomes an address that could be opened.
import { useEffect, useRef, useState } from "react";
import { fileAddress } from "./file_words";
import { pictureFace } from "./picture_words";

const widest = 480,
  highest = 320;

async function draw(id: string, canvas: HTMLCanvasElement, signal: AbortSignal): Promise<string | undefined> {
  const answer = await fetch(fileAddress(id), { credentials: "same-origin", signal });
  if (!answer.ok) return "It cannot be shown now.";
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const face = pictureFace(bytes);
  if (!face) return "It is not the picture that it says it is. Save it to look at it.";
  const scale = Math.min(1, widest / face.width, highest / face.height);
  const width = Math.max(1, Math.round(face.width * scale)),
    height = Math.max(1, Math.round(face.height * scale));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: face.type }), { resizeWidth: width, resizeHeight: height, resizeQuality: "high" });
  if (signal.aborted) return undefined;
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return undefined;
}

export function Picture({ id, name }: { id: string; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const stop = new AbortController();
    if (canvas.current)
      draw(id, canvas.current, stop.signal).then(setProblem, () => {
        if (!stop.signal.aborted) setProblem("It cannot be shown: the picture is damaged.");
      });
    return () => stop.abort();
  }, [id]);
  return (
    <div className="py-1">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Picture ${name}`}
        width={1}
        height={1}
        className={`max-h-80 max-w-full rounded border border-line ${problem ? "hidden" : ""}`}
      />
      {problem && <p className="text-xs text-dim">{problem}</p>}
    </div>
  );
}
