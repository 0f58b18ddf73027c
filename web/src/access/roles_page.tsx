// Which role may do what: one table, as the server enforces it.
import { Check } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { Failed, Loading } from "@/ui/empty";
import { Page, Section } from "@/ui/panel";
import { useTitle } from "@/ui/title";

export default function RolesPage() {
  useTitle("Roles");
  const query = useApi(methods.listRoles, {}, { staleTime: 300_000 });
  if (query.isPending)
    return (
      <Page>
        <Loading what="roles" />
      </Page>
    );
  if (query.isError) return <Failed what="the roles" error={query.error} retry={() => void query.refetch()} />;
  const { roles } = query.data;
  const permissions = [...new Set(roles.flatMap((role) => role.permissions))].sort();
  return (
    <Page>
      <Section title="Roles and what they may do">
        <p className="mb-3 text-dim">
          Roles are the same in every installation. People get them under People; a person with several may do what any of them may.
        </p>
        <div
          className="scroll-thin relative max-h-[70vh] overflow-auto rounded-lg border border-line"
          role="region"
          aria-label="Roles"
          tabIndex={0}
        >
          <table className="w-full border-collapse text-left">
            <thead className="sticky top-0 z-10 bg-panel">
              <tr>
                <th scope="col" className="sticky left-0 bg-panel px-3 py-2 text-xs font-medium text-dim">
                  Permission
                </th>
                {roles.map((role) => (
                  <th key={role.code} scope="col" title={role.name} className="px-2 py-2 text-center text-xs font-medium">
                    <abbr title={role.name} className="no-underline">
                      {role.code}
                    </abbr>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {permissions.map((permission) => (
                <tr key={permission} className="border-t border-line/70 hover:bg-hover">
                  <th scope="row" className="mono sticky left-0 bg-bg px-3 py-1 font-normal whitespace-nowrap">
                    {permission}
                  </th>
                  {roles.map((role) => (
                    <td key={role.code} className="px-2 text-center">
                      {role.permissions.includes(permission) ? (
                        <>
                          <Check size={14} aria-hidden className="inline text-ok" />
                          <span className="sr-only">yes</span>
                        </>
                      ) : (
                        <span className="sr-only">no</span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      <Section title="Names">
        <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
          {roles.map((role) => (
            <div key={role.code} className="flex gap-2">
              <dt className="w-10 shrink-0 font-medium">{role.code}</dt>
              <dd>
                {role.name}
                <span className="text-dim">{role.side === "client" ? ", at a client" : ""}</span>
              </dd>
            </div>
          ))}
        </dl>
      </Section>
    </Page>
  );
}
