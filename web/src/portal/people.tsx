import { UserPlus } from "lucide-react";
import { methods } from "@/api/client";
import { useApiPages } from "@/api/query";
import { buttonClass } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, Loading, NotAllowed } from "@/ui/empty";
import { base, To } from "./address";
import { Heading, Quiet, Row, Rows } from "./parts";
import { useMe } from "./who";

const roles: Record<string, string> = {
  CDM: "decides for the company",
  CAP: "approves access and purchases",
  CHR: "reports joiners and leavers",
  CUS: "opens tickets",
  CRO: "reads along",
};

/// Who is known to the provider, and who of them may what: for those who report joiners and leavers, approve, or decide.
export default function People() {
  const me = useMe();
  const may = me.may("portal.people");
  const query = useApiPages(methods.listColleagues, { client_id: me.client, order_by: "name", page_size: 100 }, (answer) => answer.colleagues, {
    enabled: may,
  });
  if (!may) return <NotAllowed what="the people of your company" />;
  return (
    <>
      <Heading title="Your people, as we know them" />
      {query.isPending && <Loading what="the people" />}
      {query.isError && query.rows.length === 0 && <Failed what="the people" error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && query.rows.length === 0 && <Quiet>We know nobody by name yet.</Quiet>}
      {query.rows.length > 0 && (
        <Rows>
          {query.rows.map((person) => (
            <Row key={person.person_id}>
              <span className="block font-medium break-words">{person.name}</span>
              <span className="block text-sm break-words text-dim">
                {[person.email, person.site_name, person.roles.map((role) => roles[role] ?? role).join(", ")].filter(Boolean).join(" · ")}
              </span>
            </Row>
          ))}
        </Rows>
      )}
      <More of={query} className="mt-3 h-11 w-full">Show more</More>
      {me.may("portal.staff") ? (
        <To to={`${base}/staff`} className={buttonClass("primary", "mt-4 h-11 px-4")}>
          <UserPlus size={16} aria-hidden />
          Somebody joins, moves or leaves
        </To>
      ) : (
        <p className="mt-3 text-sm text-dim">Somebody is missing, or has left? Whoever reports joiners and leavers for you tells us.</p>
      )}
    </>
  );
}
