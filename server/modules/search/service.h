// The room's API: understand, ask the index, say it with what the hits hang on.
#pragma once

#include "server/modules/search/find.h"
#include "steward/search/v1/search.service.h"

namespace steward::search {

class Service final : public v1::SearchService {
public:
    Result<v1::SearchResponse> search(Call& call, const v1::SearchRequest& request) override;
    Result<v1::SearchIndex> get_search_index(Call& call, const v1::GetSearchIndexRequest& request) override;
    Result<v1::SearchIndex> rebuild_search_index(Call& call, const v1::RebuildSearchIndexRequest& request) override;
};

}  // namespace steward::search
