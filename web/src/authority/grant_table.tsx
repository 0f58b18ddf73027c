import type { Grant } from "@/api/generated/schema";
import { count } from "@/ui/format";
import { Table } from "@/ui/panel";
import { Until } from "@/ui/time";
import { classWords } from "./gate_words";

/** Grants with which machines may join now. */
export function GrantTable({ grants }: { grants: readonly Grant[] }) {
  return (
    <Table label="Open grants" head={["Grant for", "Allows", "Used", "Ends", "Signed by"]}>
      {grants.map((one) => (
        <tr key={one.grant_id}>
          <td className="font-medium">{one.client_name}</td>
          <td className="min-w-40">{classWords(one.allowed_classes, "watching only")}</td>
          <td className="whitespace-nowrap">
            {count(one.uses)} of {count(one.most_uses)}
          </td>
          <td className="whitespace-nowrap">
            <Until at={one.not_after_unix_ms} />
          </td>
          <td className="whitespace-nowrap">{one.holder}</td>
        </tr>
      ))}
    </Table>
  );
}
