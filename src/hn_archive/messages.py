"""The words of every problem, in English and Vietnamese, by their stable codes."""

from typing import Final, Literal

import msgspec


class Kind(msgspec.Struct, frozen=True):
    """One kind of problem: its severity, and its message and way out by language; `{name}` is filled from the problem."""

    severity: Literal["error", "warning"]
    message: dict[str, str]
    hint: dict[str, str]


def _error(en: str, vi: str, hint_en: str, hint_vi: str) -> Kind:
    return Kind("error", {"en": en, "vi": vi}, {"en": hint_en, "vi": hint_vi})


def _warning(en: str, vi: str, hint_en: str, hint_vi: str) -> Kind:
    return Kind("warning", {"en": en, "vi": vi}, {"en": hint_en, "vi": hint_vi})


WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "error": "error",
        "warning": "warning",
        "hint": "hint",
        "related": "see also",
        "more": "and {count} more pages",
        "scheduled": "waiting for their date: {count} ({paths})",
        "problems": "errors: {errors}, warnings: {warnings}",
        "failed": "Not built: {problems}. The last good site is as it was.",
        "made": "articles: {articles} · files: {files} ({families})",
        "family": "{name} {count}",
        "changed": "written {written}, removed {removed}, left alone {unchanged}",
        "dry run": "nothing written (dry run)",
        "cleaned": "Removed from {path}: {count} files.",
        "began": "Made a new site in {path}. Next: hn-archive build --source {path}",
        "family static": "theme",
        "family file": "beside articles",
        "family article": "articles",
        "family standing": "standing pages",
        "family poll": "polls",
        "family redirect": "redirects",
        "family day": "days",
        "family month": "months",
        "family year": "years",
        "family category": "categories",
        "family tag": "tags",
        "family source": "sources",
        "family author": "authors",
        "family home": "home page",
        "family 404": "“not found”",
    },
    "vi": {
        "error": "lỗi",
        "warning": "cảnh báo",
        "hint": "gợi ý",
        "related": "xem thêm",
        "more": "và {count} trang khác",
        "scheduled": "{count} bài chờ đến ngày đăng: {paths}",
        "problems": "{errors} lỗi, {warnings} cảnh báo",
        "failed": "Chưa dựng: {problems}. Bản trang tốt gần nhất vẫn nguyên.",
        "made": "{articles} bài · {files} tệp ({families})",
        "family": "{count} {name}",
        "changed": "ghi {written}, xóa {removed}, giữ nguyên {unchanged}",
        "dry run": "không ghi gì (chạy thử)",
        "cleaned": "Đã xóa {count} tệp khỏi {path}.",
        "began": "Đã tạo trang mới trong {path}. Tiếp theo: hn-archive build --source {path}",
        "family static": "của giao diện",
        "family file": "kèm bài",
        "family article": "bài viết",
        "family standing": "trang tĩnh",
        "family poll": "thăm dò",
        "family redirect": "chuyển hướng",
        "family day": "ngày",
        "family month": "tháng",
        "family year": "năm",
        "family category": "theo chuyên mục",
        "family tag": "theo từ khóa",
        "family source": "theo nguồn",
        "family author": "theo tác giả",
        "family home": "trang chủ",
        "family 404": "“không tìm thấy”",
        "a text": "một dòng chữ",
        "a list": "một danh sách",
        "a group of keys": "một nhóm khóa",
        "yes or no": "có hoặc không (true, false)",
        "on or off": "bật hoặc tắt (on, off)",
        "a whole number": "một số nguyên",
        "a number from 0 to 5": "một số từ 0 đến 5",
        "a date": "ngày tháng",
        "an offset from UTC": "độ lệch so với giờ UTC",
        "a web address": "địa chỉ web",
        "an id": "một id",
        "a part of an address": "một phần của địa chỉ",
        "a list of texts": "một danh sách tên",
    },
}

CATALOGUE: Final[dict[str, Kind]] = {
    # Files
    "file-link": _error(
        "{path} is a link, and links in content/ are not followed",
        "{path} là một liên kết (symlink); chương trình không đi theo liên kết trong content/",
        "put the file itself here instead of a link to it",
        "hãy đặt chính tệp đó vào đây thay cho liên kết",
    ),
    "file-special": _error(
        "{path} is neither a file nor a folder",
        "{path} không phải là tệp thường, cũng không phải thư mục",
        "remove it from content/: pipes, sockets and devices cannot be published",
        "hãy bỏ nó khỏi content/: không thể xuất bản pipe, socket hay thiết bị",
    ),
    "file-name": _error(
        "the name {path} cannot be read as UTF-8 text",
        "tên {path} không đọc được như chữ UTF-8",
        "rename the file; letters, digits, hyphens and full stops are safe everywhere",
        "hãy đổi tên tệp; chữ cái, chữ số, gạch nối và dấu chấm dùng được ở mọi nơi",
    ),
    "file-twice": _error(
        "two files have the name {path}: one written with composed letters, one with separate marks, or in other case",
        "hai tệp cùng mang tên {path}: chỉ khác ở cách ghép dấu hoặc ở chữ hoa, chữ thường",
        "rename one of them",
        "hãy đổi tên một trong hai tệp",
    ),
    "file-size": _error(
        "the file has {size} bytes; an article may have {limit}",
        "tệp có {size} byte; một bài được có nhiều nhất {limit}",
        "split the text, or attach it as a document and link to it",
        "hãy chia bài, hoặc đính kèm văn bản thành tệp và đặt liên kết tới nó",
    ),
    "folder-unknown": _warning(
        "the folder {path} is not read: names that start with _ are kept for the program",
        "thư mục {path} không được đọc: tên bắt đầu bằng _ dành riêng cho chương trình",
        "known are: {known}; rename the folder if its articles should be published",
        "các thư mục được biết: {known}; hãy đổi tên thư mục nếu muốn xuất bản các bài trong đó",
    ),
    # Text
    "encoding": _error(
        "this is not valid UTF-8",
        "chỗ này không phải là UTF-8 hợp lệ",
        "save the file as UTF-8; old files may be in windows-1258 or TCVN3 and need converting",
        "hãy lưu tệp ở dạng UTF-8; tệp cũ có thể ở bảng mã windows-1258 hoặc TCVN3 và cần chuyển mã",
    ),
    "encoding-utf16": _error(
        "the file is in UTF-16",
        "tệp ở bảng mã UTF-16",
        "save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)",
        "hãy lưu lại ở dạng UTF-8 (trong Notepad: Save as, Encoding: UTF-8)",
    ),
    "control-character": _error(
        "the invisible control character {name} stands here",
        "ở đây có ký tự điều khiển vô hình {name}",
        "delete it; it often comes with text pasted from PDF files",
        "hãy xóa nó; ký tự này thường lẫn vào khi dán chữ từ tệp PDF",
    ),
    "conflict-marker": _error(
        "a merge conflict was left in the file",
        "trong tệp còn sót dấu xung đột khi gộp bản (merge conflict)",
        "keep the right version of the text and delete the lines with <<<<<<<, ======= and >>>>>>>",
        "hãy giữ lại bản đúng và xóa các dòng <<<<<<<, ======= và >>>>>>>",
    ),
    # Front matter
    "front-matter-missing": _error(
        "the file does not start with front matter",
        "tệp không mở đầu bằng phần thông tin bài (front matter)",
        "start with a line ---, then title: and date:, then another line ---",
        "hãy mở đầu bằng một dòng ---, rồi title: và date:, rồi thêm một dòng ---",
    ),
    "front-matter-open": _error(
        "the front matter that starts here has no end",
        "phần thông tin bài bắt đầu ở đây không có chỗ kết thúc",
        "put a line --- between the front matter and the text",
        "hãy đặt một dòng --- giữa phần thông tin và nội dung bài",
    ),
    "yaml-size": _error(
        "the YAML has {size} bytes; {limit} are allowed",
        "phần YAML có {size} byte; chỉ được có {limit}",
        "move long text into the body of the article",
        "hãy chuyển đoạn văn dài vào nội dung bài",
    ),
    "yaml-syntax": _error(
        "this is not valid YAML: {reason}",
        "chỗ này không phải là YAML hợp lệ: {reason}",
        'one key: value a line; put a value with special signs into quotes: "…"',
        'mỗi dòng một cặp khóa: giá trị; hãy đặt giá trị có dấu đặc biệt trong ngoặc kép: "…"',
    ),
    "yaml-quote": _error(
        "the quotation mark that opens here is never closed",
        "dấu ngoặc kép mở ở đây không được đóng lại",
        'close it at the end of the value; inside "…" write \\" for a quotation mark',
        'hãy đóng nó ở cuối giá trị; bên trong "…" viết \\" cho dấu ngoặc kép',
    ),
    "yaml-tab": _error(
        "a tab stands where only spaces may",
        "có dấu tab ở chỗ chỉ được dùng dấu cách",
        "indent with spaces",
        "hãy thụt dòng bằng dấu cách",
    ),
    "yaml-depth": _error(
        "lists and mappings are nested more than {limit} deep",
        "danh sách và nhóm khóa lồng nhau sâu hơn {limit} tầng",
        "remove brackets or indentation; front matter needs three levels at the most",
        "hãy bớt ngoặc hoặc bớt thụt dòng; phần thông tin bài chỉ cần nhiều nhất ba tầng",
    ),
    "yaml-alias": _error(
        "YAML anchors and aliases (& and *) are not allowed",
        "không được dùng neo và bí danh của YAML (& và *)",
        "write the value out, or put it into quotes if it is meant to start with & or *",
        "hãy viết hẳn giá trị ra, hoặc đặt trong ngoặc kép nếu nó thật sự bắt đầu bằng & hay *",
    ),
    "yaml-tag": _error(
        "YAML tags (!…) are not allowed",
        "không được dùng thẻ kiểu của YAML (!…)",
        "remove the tag, or put the value into quotes if it is meant to start with !",
        "hãy bỏ thẻ, hoặc đặt giá trị trong ngoặc kép nếu nó thật sự bắt đầu bằng !",
    ),
    "yaml-shape": _error(
        "key: value lines are expected here, but this is {found}",
        "ở đây cần các dòng khóa: giá trị, nhưng lại là {found}",
        "write one key: value a line, with a space after the colon",
        "hãy viết mỗi dòng một cặp khóa: giá trị, có dấu cách sau dấu hai chấm",
    ),
    "key-twice": _error(
        "the key {key} stands twice",
        "khóa {key} xuất hiện hai lần",
        "keep one of the two lines",
        "hãy giữ lại một trong hai dòng",
    ),
    "colon-unquoted": _warning(
        "the value of {key} holds a colon and is not in quotes; it was read as: {value}",
        "giá trị của {key} có dấu hai chấm mà không nằm trong ngoặc kép; đã đọc là: {value}",
        'write {key}: "{value}"',
        'hãy viết {key}: "{value}"',
    ),
    "comment-lost": _warning(
        "what follows # is a comment in YAML and is not read: {comment}",
        "phần sau dấu # là chú thích của YAML nên không được đọc: {comment}",
        'put the whole value into quotes if # belongs to it; write a comment as "# …" with a space',
        'hãy đặt cả giá trị trong ngoặc kép nếu # thuộc về nó; chú thích thì viết "# …" có dấu cách',
    ),
    "key-missing": _error(
        "the key {key} is missing",
        "thiếu khóa {key}",
        "add the line {key}: …",
        "hãy thêm dòng {key}: …",
    ),
    "key-unknown": _warning(
        "the key {key} is not known; it is only passed to the templates, as extra",
        "khóa {key} không có trong danh mục; nó chỉ được chuyển cho khuôn trang, trong extra",
        "did you mean {nearest}? docs/front-matter.md lists all keys",
        "có phải là {nearest}? docs/front-matter.md liệt kê mọi khóa",
    ),
    "setting-unknown": _error(
        "{key} is not a setting of this place",
        "{key} không phải là một thiết lập ở chỗ này",
        "did you mean {nearest}? docs/site-yml.md lists all settings",
        "có phải là {nearest}? docs/site-yml.md liệt kê mọi thiết lập",
    ),
    "value-type": _error(
        "{key} should be {expected}, but this is {found}",
        "{key} phải là {expected}, nhưng ở đây là {found}",
        "for example: {example}",
        "ví dụ: {example}",
    ),
    "value-choice": _error(
        "{key} cannot be “{value}”",
        "{key} không thể là “{value}”",
        "write one of: {choices}",
        "hãy viết một trong các giá trị: {choices}",
    ),
    "value-long": _error(
        "{key} has {size} characters; {limit} are allowed",
        "{key} có {size} ký tự; chỉ được có {limit}",
        "shorten it; long text belongs into the body",
        "hãy rút ngắn; đoạn văn dài nên đặt trong nội dung bài",
    ),
    "number": _error(
        "“{value}” is not a whole number",
        "“{value}” không phải là số nguyên",
        "write digits, for example 1234 or 1.234",
        "hãy viết chữ số, ví dụ 1234 hoặc 1.234",
    ),
    "rating": _error(
        "“{value}” is not a rating from 0 to 5",
        "“{value}” không phải là điểm đánh giá từ 0 đến 5",
        "write a number such as 4,5",
        "hãy viết một số như 4,5",
    ),
    "date-from-name": _warning(
        "the key date is missing; the file's name says {date}",
        "thiếu khóa date; tên tệp ghi {date}",
        "add the line date: {date}, with the time if it is known",
        "hãy thêm dòng date: {date}, kèm giờ nếu biết",
    ),
    "date": _error(
        "{value} is not a day of the calendar",
        "{value} không phải là một ngày có trong lịch",
        "write day/month/year, for example 28/02/2023 08:25",
        "hãy viết ngày/tháng/năm, ví dụ 28/02/2023 08:25",
    ),
    "date-form": _error(
        "“{value}” is not a date this program can read",
        "“{value}” không phải là ngày tháng chương trình đọc được",
        "write 12/01/2023 08:25 or 2023-01-12 08:25; years from 1000",
        "hãy viết 12/01/2023 08:25 hoặc 2023-01-12 08:25; năm từ 1000 trở đi",
    ),
    "date-time": _error(
        "{value} is not a time of day",
        "{value} không phải là giờ trong ngày",
        "write hours from 00 to 23 and minutes from 00 to 59, for example 08:25",
        "hãy viết giờ từ 00 đến 23 và phút từ 00 đến 59, ví dụ 08:25",
    ),
    "date-weekday": _error(
        "{date} was not “{written}” but {weekday}",
        "{date} không phải “{written}” mà là {weekday}",
        "correct the weekday or the date, or leave the weekday out",
        "hãy sửa thứ hoặc sửa ngày, hoặc bỏ phần thứ đi",
    ),
    "timezone": _error(
        "“{value}” is not an offset from UTC",
        "“{value}” không phải là độ lệch so với giờ UTC",
        "write +07:00; a place name such as Asia/Ho_Chi_Minh would be an hour off for Hà Nội before 1975",
        "hãy viết +07:00; tên địa danh như Asia/Ho_Chi_Minh sẽ lệch một giờ so với Hà Nội trước năm 1975",
    ),
    "web-address": _error(
        "“{value}” is not a web address",
        "“{value}” không phải là địa chỉ web",
        "write it whole, for example https://hanoi.gov.vn/tin-tuc",
        "hãy viết đủ, ví dụ https://hanoi.gov.vn/tin-tuc",
    ),
    "slug": _error(
        "“{value}” leaves nothing to make an address of",
        "“{value}” không còn gì để làm địa chỉ",
        "use letters or digits, for example slug: khoi-cong-cau",
        "hãy dùng chữ cái hoặc chữ số, ví dụ slug: khoi-cong-cau",
    ),
    "id": _error(
        "“{value}” cannot be an id",
        "“{value}” không thể làm id",
        "use letters, digits, full stops, hyphens, underscores and colons only, at most 100",
        "chỉ dùng chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới và hai chấm, nhiều nhất 100 ký tự",
    ),
    "alias": _error(
        "“{value}” cannot be an old address of this site",
        "“{value}” không thể là địa chỉ cũ của trang này",
        "write the path after the host, for example /2020/01/bai-cu.html",
        "hãy viết phần sau tên miền, ví dụ /2020/01/bai-cu.html",
    ),
    "alias-static": _warning(
        "no page can be made for “{value}”: a static host answers with .html files only, and does not look behind ? or #",
        "không thể tạo trang cho “{value}”: máy chủ tĩnh chỉ trả lời bằng tệp .html và không xét phần sau dấu ? hay #",
        "keep it in original_url if this is where the article came from",
        "hãy ghi vào original_url nếu đó là nơi bài được lấy về",
    ),
    "retracted-reason": _error(
        "the article is retracted, but nothing says why",
        "bài đã gỡ nhưng không ghi lý do",
        "add corrections: with the date and the text of the reason; it stands on the page left behind",
        "hãy thêm corrections: gồm ngày và lý do; lý do sẽ đứng ở trang để lại",
    ),
    "category-unknown": _warning(
        "the category “{value}” is not in site.yml",
        "chuyên mục “{value}” không có trong site.yml",
        "did you mean “{nearest}”? otherwise add it under categories:",
        "có phải là “{nearest}”? nếu không, hãy thêm vào mục categories:",
    ),
    "term-twice": _error(
        "the name “{value}” stands twice",
        "tên “{value}” xuất hiện hai lần",
        "a name or alias may belong to one entry only",
        "một tên hay tên cũ chỉ được thuộc về một mục",
    ),
    "string-unknown": _warning(
        "the theme has no word “{key}”",
        "giao diện không có từ nào mang tên “{key}”",
        "did you mean {nearest}?",
        "có phải là {nearest}?",
    ),
    # Body
    "body-time": _error(
        "the text took more than {limit} seconds of computing and was given up",
        "bài tốn quá {limit} giây tính toán nên đã dừng",
        "look for thousands of brackets, footnotes or quotation marks in a row, and shorten them",
        "hãy tìm những chỗ có hàng nghìn dấu ngoặc, chú thích hoặc dấu trích liên tiếp rồi rút ngắn",
    ),
    "body-depth": _error(
        "lists or quotations are nested too deeply to be read",
        "danh sách hoặc trích dẫn lồng nhau quá sâu, không đọc được",
        "remove levels of indentation",
        "hãy bớt các tầng thụt dòng",
    ),
    "body-empty": _warning(
        "the article has neither a lead nor a text",
        "bài không có sapo, cũng không có nội dung",
        "write the text below the second line ---",
        "hãy viết nội dung bên dưới dòng --- thứ hai",
    ),
    "html-removed": _warning(
        "{what} is not allowed in articles and was removed",
        "{what} không được phép trong bài nên đã bị bỏ",
        "write it in Markdown; for a video put its YouTube address or the MP4 file alone in a paragraph",
        "hãy viết bằng Markdown; với video, đặt địa chỉ YouTube hoặc tệp MP4 riêng thành một đoạn",
    ),
    "link-scheme": _warning(
        "the link {target} was removed: only web, mail and telephone addresses are allowed",
        "liên kết {target} đã bị bỏ: chỉ cho phép địa chỉ web, thư điện tử và điện thoại",
        "write the address with https://, mailto: or tel:",
        "hãy viết địa chỉ với https://, mailto: hoặc tel:",
    ),
    "words-lost": _warning(
        "these words of the text are not on the page: {words}",
        "những chữ này trong bài không có trên trang: {words}",
        "check the markup around them: tables with more cells than their head, open <, unused [names]:, {{…}}",
        "hãy xem lại cách đánh dấu quanh đó: bảng có nhiều ô hơn dòng đầu, dấu < chưa đóng, [tên]: không dùng, {{…}}",
    ),
    "image-alt": _warning(
        "the picture {target} has no description for people who cannot see it",
        "ảnh {target} chưa có mô tả cho người không nhìn thấy",
        "write it between the square brackets: ![what the picture shows]({target})",
        "hãy viết vào giữa hai ngoặc vuông: ![ảnh chụp gì]({target})",
    ),
    "image-external": _warning(
        "the picture {target} lies on another site; it is shown as a link",
        "ảnh {target} nằm ở trang khác; chỉ hiện thành liên kết",
        "save the picture beside the article, if you may, and name the file here",
        "hãy lưu ảnh cạnh bài, nếu được phép, rồi ghi tên tệp ở đây",
    ),
    # The whole site
    "address-taken": _error(
        "the address {address} would belong to two pages",
        "địa chỉ {address} sẽ thuộc về hai trang",
        "give one of them another slug: or remove the alias",
        "hãy đặt slug: khác cho một trang hoặc bỏ địa chỉ cũ trong aliases",
    ),
    "id-taken": _error(
        "the id {id} belongs to two articles",
        "id {id} thuộc về hai bài",
        "an id never changes and is never used again: give the newer article another one",
        "id không bao giờ đổi và không dùng lại: hãy đặt id khác cho bài mới hơn",
    ),
    "link-dead": _warning(
        "{target} is linked to, but there is no such file or page",
        "có liên kết tới {target}, nhưng không có tệp hay trang này",
        "correct the path; it starts from this article's folder, or from the site's root with /",
        "hãy sửa đường dẫn; nó tính từ thư mục của bài này, hoặc từ gốc trang nếu bắt đầu bằng /",
    ),
    "link-unpublished": _warning(
        "{target} is linked to, but it is not published (draft, future date, or withheld)",
        "có liên kết tới {target}, nhưng bài này chưa hoặc không được xuất bản (nháp, hẹn giờ hoặc đã giữ lại)",
        "the link is shown as plain text as long as the article is not published",
        "chừng nào bài chưa được xuất bản, liên kết chỉ hiện thành chữ",
    ),
    "link-outside": _warning(
        "{target} lies outside content/",
        "{target} nằm ngoài content/",
        "copy the file into content/ beside the article",
        "hãy chép tệp vào content/ cạnh bài",
    ),
    "anchor-dead": _warning(
        "{target} has no place named #{fragment}",
        "{target} không có chỗ nào tên là #{fragment}",
        "headings are named after their words, for example #trach-nhiem-chu-dong",
        "tiêu đề nhỏ được đặt tên theo chữ của nó, ví dụ #trach-nhiem-chu-dong",
    ),
    "file-kind": _warning(
        "{target} is linked to, but files of this kind are not published",
        "có liên kết tới {target}, nhưng loại tệp này không được xuất bản",
        "these are: {kinds}",
        "các loại được xuất bản: {kinds}",
    ),
    "picture-missing": _warning(
        "the picture {target} is not there",
        "không có ảnh {target}",
        "correct the path, or leave only the caption if the picture is lost",
        "hãy sửa đường dẫn, hoặc chỉ để lại chú thích nếu ảnh đã mất",
    ),
    "picture-broken": _warning(
        "{target} cannot be read as a picture: {reason}",
        "không đọc được {target} như một tấm ảnh: {reason}",
        "save it again as JPEG, PNG, WebP or GIF, of at most {limit} megapixels",
        "hãy lưu lại ở dạng JPEG, PNG, WebP hoặc GIF, nhiều nhất {limit} triệu điểm ảnh",
    ),
    "poll-missing": _warning(
        "there is no poll {value}",
        "không có cuộc thăm dò {value}",
        "add content/_polls/{value}.yml with the question, or correct the name",
        "hãy thêm content/_polls/{value}.yml có câu hỏi, hoặc sửa lại tên",
    ),
    "term-address": _warning(
        "“{name}” and “{other}” would have the same address; “{name}” gets {address}",
        "“{name}” và “{other}” sẽ trùng địa chỉ; “{name}” nhận {address}",
        "merge them with aliases: in site.yml if they mean the same",
        "hãy gộp bằng aliases: trong site.yml nếu chúng là một",
    ),
    "url-missing": _warning(
        "site.yml has no url: absolute addresses are left out of the pages",
        "site.yml chưa có url: các trang không ghi địa chỉ tuyệt đối",
        "add url: https://… when you know where the site will stand",
        "hãy thêm url: https://… khi biết trang sẽ đặt ở đâu",
    ),
    # Theme
    "template-missing": _error(
        "there is no template {name}",
        "không có khuôn trang {name}",
        "templates come from the site's templates/ folder, then from the theme (also as theme/{name})",
        "khuôn trang lấy từ thư mục templates/ của trang, rồi từ giao diện (cũng gọi được là theme/{name})",
    ),
    "template-syntax": _error(
        "the template cannot be read: {reason}",
        "không đọc được khuôn trang: {reason}",
        "correct the template; https://jinja.palletsprojects.com/templates/ describes the language",
        "hãy sửa khuôn trang; https://jinja.palletsprojects.com/templates/ mô tả ngôn ngữ này",
    ),
    "template-computed": _error(
        "a template is included by a name that is computed",
        "khuôn trang được gọi theo một tên tính ra lúc chạy",
        "write the name as plain text, so that the build knows what each page depends on",
        "hãy viết tên thành chữ cố định, để chương trình biết mỗi trang phụ thuộc vào gì",
    ),
    "template-render": _error(
        "the template failed on {page}: {reason}",
        "khuôn trang hỏng ở {page}: {reason}",
        "docs/architecture.md says what each template may use",
        "docs/architecture.md nói mỗi khuôn trang được dùng những gì",
    ),
    # The command line and the machine
    "argument": _error(
        "{reason}",
        "{reason}",
        "hn-archive --help shows what can be asked for",
        "hn-archive --help cho biết có thể yêu cầu những gì",
    ),
    "source-missing": _error(
        "{path} is not a site: it has no folder content/",
        "{path} không phải là một trang: không có thư mục content/",
        "go to the site's folder or name it with --source; hn-archive init DIR makes a new one",
        "hãy vào thư mục của trang hoặc chỉ ra bằng --source; hn-archive init DIR tạo một trang mới",
    ),
    "output-inside": _error(
        "the output {path} and the sources ({source}) lie inside each other",
        "thư mục kết quả {path} và nguồn ({source}) nằm trong nhau",
        "choose a folder of its own with --output",
        "hãy chọn một thư mục riêng bằng --output",
    ),
    "output-link": _error(
        "{path} is a link or lies behind one, and the output is not written through links",
        "{path} là một liên kết hoặc nằm sau một liên kết; chương trình không ghi xuyên qua liên kết",
        "name the folder itself with --output",
        "hãy chỉ ra chính thư mục đó bằng --output",
    ),
    "output-place": _error(
        "{path} is no place for a site: everything in it could be lost",
        "{path} không phải là chỗ đặt trang: mọi thứ trong đó có thể mất",
        "choose a folder of its own with --output",
        "hãy chọn một thư mục riêng bằng --output",
    ),
    "output-foreign": _error(
        "{path} has files that this program did not make",
        "{path} có những tệp không do chương trình này tạo ra",
        "choose another folder with --output, or say --force to build into it; its own files stay",
        "hãy chọn thư mục khác bằng --output, hoặc thêm --force để ghi vào đó; các tệp sẵn có được giữ nguyên",
    ),
    "output-blocked": _error(
        "{path} is not from this program and stands where a page should go",
        "{path} không do chương trình này tạo ra và đứng đúng chỗ của một trang",
        "move it away, or put it into static/ if it belongs to the site",
        "hãy chuyển nó đi, hoặc đặt vào static/ nếu nó thuộc về trang",
    ),
    "init-exists": _error(
        "{path} is already there; nothing was written",
        "đã có {path}; chưa ghi gì cả",
        "choose an empty folder",
        "hãy chọn một thư mục trống",
    ),
    "machine": _error(
        "{path}: {reason}",
        "{path}: {reason}",
        "nothing of the last good site was lost; mend the cause and build again",
        "bản trang tốt gần nhất không mất gì; hãy khắc phục nguyên nhân rồi dựng lại",
    ),
}
