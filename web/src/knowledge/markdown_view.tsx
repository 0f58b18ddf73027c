import { Fragment, useMemo } from "react";
import { readMarkdown, type Block, type Inline } from "./markdown";

export function Markdown({ text }: { text: string }) {
  const blocks = useMemo(() => readMarkdown(text), [text]);
  return (
    <div className="space-y-3 leading-6 break-words">
      {blocks.map((block, i) => (
        <Piece key={i} block={block} />
      ))}
    </div>
  );
}

function Piece({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading": {
      // The page has its own first heading.
      const Level = `h${Math.min(block.level + 1, 5)}` as "h2";
      return (
        <Level className={block.level === 1 ? "pt-2 text-base font-semibold" : "pt-1 font-semibold"}>
          <Line parts={block.parts} />
        </Level>
      );
    }
    case "paragraph":
      return (
        <p className="whitespace-pre-line">
          <Line parts={block.parts} />
        </p>
      );
    case "quote":
      return (
        <blockquote className="border-l-2 border-strong-line pl-3 whitespace-pre-line text-dim">
          <Line parts={block.parts} />
        </blockquote>
      );
    case "code":
      return (
        <pre className="scroll-thin overflow-x-auto rounded-md border border-line bg-panel px-3 py-2 font-mono text-xs leading-5" tabIndex={0}>
          {block.text}
        </pre>
      );
    case "rule":
      return <hr className="border-line" />;
    case "list": {
      const items = block.items.map((item, i) => (
        <li key={i} className="whitespace-pre-line">
          <Line parts={item} />
        </li>
      ));
      return block.ordered ? <ol className="list-decimal space-y-1 pl-6">{items}</ol> : <ul className="list-disc space-y-1 pl-6">{items}</ul>;
    }
  }
}

function Line({ parts }: { parts: readonly Inline[] }) {
  return parts.map((part, i) => {
    switch (part.kind) {
      case "text":
        return <Fragment key={i}>{part.text}</Fragment>;
      case "code":
        return (
          <code key={i} className="rounded bg-panel px-1 font-mono text-[0.92em]">
            {part.text}
          </code>
        );
      case "bold":
        return (
          <strong key={i} className="font-semibold">
            <Line parts={part.parts} />
          </strong>
        );
      case "italic":
        return (
          <em key={i}>
            <Line parts={part.parts} />
          </em>
        );
      case "link":
        return (
          <a
            key={i}
            href={part.to}
            className="text-accent underline"
            {...(part.to.startsWith("/") ? {} : { target: "_blank", rel: "noopener noreferrer" })}
          >
            <Line parts={part.parts} />
          </a>
        );
    }
  });
}
