// What a client's person was asked to approve, on the first page of their portal.
import { Question, useMyQuestions } from "./portal_question";

export default function PortalHome() {
  const waiting = useMyQuestions();
  if (waiting.length === 0) return null;
  return (
    <section aria-label="For you to approve" className="mt-6">
      <h2 className="mb-2 font-semibold">For you to approve</h2>
      <ul className="space-y-3">
        {waiting.map((approval) => (
          <Question key={approval.approval_id} approval={approval} />
        ))}
      </ul>
    </section>
  );
}
