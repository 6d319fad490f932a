#pragma once

#include "core/model/model.h"
#include "core/text/tokenizer.h"

#include <QString>

namespace lapidary {

/// The Model tab as HTML in the colours of the theme. `tokenizer` is ready-made HTML.
QString modelPage(const Model &model, const QString &tokenizer);
QString tokenizerHtml(const TokenizerInfo &info);

} // namespace lapidary
