// What rooms below may ask of the knowledge: nothing yet; the portal's people use the API, which shows them what is published
// for their client (SuggestArticles, GetArticle, RateArticle).
#pragma once

#include "base/id.h"

namespace steward::knowledge {

using ArticleId = Id<struct ArticleTag>;

}  // namespace steward::knowledge
