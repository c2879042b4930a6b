"""The words by which page furniture gives itself away: labels of buttons, calls, notices, headings of feeds.

English of web pages in general. What a word means depends on where it stands; `furniture` decides.
"""

from __future__ import annotations

import re

# Lines that are furniture when they are all there is in the line (without case and punctuation).
CONTROLS = {
    phrase.strip()
    for line in """
    skip to content|skip to main content|skip to navigation|edit post|edit|menu|search|home|close|open menu|log in|login
    log out|sign in|sign in or register|register|sign up|my account|account|subscribe|subscribe now|unsubscribe|donate
    donate now|support us|join|join us|join now|share|share this|share this article|share this story|share article|tweet
    post|pin|print|email|copy link|link copied|facebook|twitter|whatsapp|telegram|linkedin|reddit|instagram|youtube|save
    save article|bookmark|listen|listen to article|listen to this article|play|pause|watch|watch live|live|video
    video ad feedback|ad feedback|advertisement|advertising|sponsored|sponsored content|promoted|promoted content
    article continues below|continue reading|continue reading below|story continues below advertisement|read more
    read full story|show more|load more|see more|view more|see all|view all|more|next|previous|back to top|top
    scroll to continue|comments|comment|leave a comment|no comments|add a comment|all rights reserved|terms of use
    terms of service|terms and conditions|privacy policy|privacy|cookie policy|cookie settings|accept|accept all|reject
    reject all|manage preferences|manage choices|contact us|contact|about us|about|careers|advertise with us|newsletter
    newsletters|follow us|follow|source|sources|getty images|tags|topics|related topics|caption|enlarge|click to enlarge
    view gallery|image|photo|file photo|feedback|report an error|correct an error|indicates required|required
    view in browser|view online|view this email in your browser|enter e mail|e mail the author|email the author|ok
    your ad here
    ad|hide caption|toggle caption|image caption|media caption|sponsor message|transcript|embed|playlist|flipboard
    see offers|gift this article|install|play again|your privacy choices
    like|reply|report|report comment|flag|vote|download|preview|open in app|settings|options|preferences|cookies
    cookie preferences|decline|agree|got it|no thanks|dismiss|sms|x|bluesky|mastodon|threads|google news|rss|copy|link
    copy article link|save for later|add to favourites|print this page|email this page|e mail|email to a friend
    e mail to a friend|send to a friend|share on facebook|share on x|share on twitter|share on whatsapp|share via email
    share on linkedin|share this post|load more posts|newest first|oldest first|sort by newest|back|back to top|go
    buy this photo|purchase licensing rights|acquire licensing rights|licensing rights|reprints|front page
    read now|learn more|sign me up|sign up now|join now|join today|become a member|renew|e edition|e paper|full forecast
    search site|help|faq|sitemap|site map|accessibility|accessibility help|ad choices|do not sell my data|imprint
    privacy notice|legal|legal notice|view post on x|view on x|view this post on instagram|view comments|post comment
    post a comment|write a comment|enter your email|your email|your email address|submit|send|mute|unmute|1x|fullscreen
    """.splitlines()
    for phrase in line.split("|")
} - {""}


def _any(*patterns: str) -> re.Pattern[str]:
    """One expression for several, in which a space stands for white space."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns).replace(" ", r"\s"), re.I)


# Calls to the reader.
CALL = _any(
    r"\bsubscribe (?:now|today|to (?:our|the|this|unlimited|read|get|continue|receive))\b",
    r"\bto subscribe\b",
    r"\bsubscribers?[ -]only\b",
    r"\bsign (?:up|in) (?:now|today|here|for|to|or)\b",
    r"\blog ?in (?:to|or|here)\b",
    r"\b(?:become|be) (?:a|our) (?:member|supporter|patron|subscriber)\b",
    r"\bgift(?:ing)? a membership\b",
    r"\bjoin (?:the conversation|our (?:newsletter|channel|community|mailing))",
    r"(?:^|[.!?>]) ?join us\b",
    r"\bjoin us (?:now|today|here|on)\b",
    r"\bsupport (?:our|independent|quality) (?:work|journalism|reporting|team)\b",
    r"\bfunded by (?:our )?readers\b",
    r"\breaders like you\b",
    r"\bfollow us\b",
    r"\b(?:enjoying|liked?|share) this (?:story|article|post)\b",
    r"\bwithout (?:adverts|ads)\b",
    r"\bdownload (?:our|the)(?: \S+)? app\b",
    r"\b(?:click|tap) here\b",
    r"\b(?:your|correct|valid) e-?mail address\b",
    r"\benter your (?:e-?mail|name)\b",
    r"\bconfirmation e-?mail\b",
    r"\bsuccess?full?y subscribed\b",
    r"\bunlimited access\b",
    r"\bfree trial\b",
    r"\bforwarded (?:this )?to you\b",
    r"\bunsubscribe\b",
    r"\bmanage (?:your )?(?:e-?mail )?preferences\b",
    r"\bthank you for (?:signing up|subscribing|reading)\b",
    r"\bdonate (?:now|today|here|to us)\b",
)
# What is furniture only where the outlet speaks to its reader.
ADDRESS = _any(
    r"\bcookies\b",
    r"\bprivacy policy\b",
    r"\bterms (?:of|and) (?:use|service|conditions)\b",
    r"\bnewsletters?\b",
    r"\byour (?:inbox|browser|subscription|account|password)\b",
    r"\bour (?:app|podcast|website|journalism|channel)\b",
    r"\bad ?blocker\b",
)
# Legal and technical lines.
NOTICE = _any(
    r"\ball rights reserved\b",
    r"^\W*(?:©|\(c\) |copyright\b)",
    r"© ?\d{4}",
    r"\benable javascript\b",
    r"\bindicates required\b",
    r"\bthis (?:audio|article|text|summary) (?:is|was) (?:created|generated|read|produced|written) (?:by|with)\b",
    r"\blisten to this (?:article|story)\b",
    r"\b(?:story|article) continues (?:below|after)\b",
    r"\bmay not be (?:published, |reproduced|republished|copied)",
    r"\b(?:reproduction|use) without (?:written )?permission\b",
    r"\bno part (?:of this \w+ )?may be (?:copied|reproduced)\b",
    r"\b(?:turn on|requires|need to enable) javascript\b",
    r"\bprohibited\b.{0,40}\bpermission\b",
    r"\bour standards ?:",
    r"\b(?:this|the) (?:text|transcript|page|site|audio) (?:may|was|is|has been) (?:not |be |been |first |originally )*"
    r"(?:in its|updated|revised|published|created|generated|protected|translated|corrected)\b",
    r"\btranscripts? (?:is|are|was|were) (?:created|made|provided|generated)\b",
    r"\b(?:opinions|views) (?:expressed |of \w+ )?(?:here |in comments )?are (?:their|his|her|the author['’]s) own\b",
    r"\b(?:code of ethics|press council)\b.{0,80}\b(?:complain|publish)",
    r"\bcomplain.{0,80}\breaders['’] editor\b",
    r"<(?:iframe|script|div|img|blockquote)\b",
    r"^https?://\S+$",
    r"\bnot responsible for the content of external sites\b",
)
# What only an outlet says that asks its readers for money; with one more sign of either kind it is an appeal.
APPEAL = _any(
    r"\bbecome a (?:member|supporter|patron|subscriber)\b",
    r"\bgift(?:ing)? a membership\b",
    r"\bour (?:readers|subscribers|journalism|reporting|newsroom|newsletters?)\b",
    r"\breaders like you\b",
    r"\bfunded by(?: our)? readers\b",
    r"\bsupport (?:us|our (?:work|journalism|reporting|team))\b",
    r"\bindependent journalism\b",
    r"\bsubscri(?:be|ption|ptions)\b",
    r"\bpaywalls?\b",
    r"\bfree to read\b",
)
APPEAL_TOO = _any(
    r"\b(?:new )?members\b",
    r"\bmembership\b",
    r"\bour (?:members|supporters|community|mission)\b",
    r"\bcontributions?\b",
    r"\bdonat(?:e|ion|ions)\b",
    r"\bfund our\b",
    r"\bhelp us\b",
    r"\baccessible (?:to|for) (?:everyone|all)\b",
    r"\bsign up\b",
    r"\bnewsletter\b",
)
PERSON = _any(r"\b(?:our|us|we|you|your|we['’](?:re|ve))\b")
READER = _any(r"\byou(?:rs?)?\b")
QUOTED = re.compile(r"""["“][^"”]*(?:["”]|\Z)""")
RELATED = _any(
    r"(?:read(?: (?:also|more|next|here|too))?|also read|see also|more on this|recommended|watch|listen|in pictures"
    r"|gallery|related(?: (?:articles?|stor(?:y|ies)|news))?|opinion|analysis|explainer|don['’]?t miss|fact ?check)"
    r" ?(?:[:|»>]| [-–—] ) ?\S"
)
# Headings of boxes that ask the reader something.
POLL = _any(
    r"(?:(?:daily|weekly|our|today['’]?s|the) )?(?:quiz|poll|survey|question)(?: of the (?:day|week))?",
    r"what do you think",
    r"have your say",
    r"vote(?: now)?",
)
# A label that only ever points to another article, whatever follows it.
POINTER = _any(r"(?:also read|read(?: (?:also|more|next|too))|see also|related|recommended|don['’]?t miss) ?[:|»>] ?\S")
RELATED_HEADING = _any(
    r"related", r"read (?:also|more|next)", r"also read", r"see also", r"don['’]?t miss", r"more on this(?: story)?"
)
# Headings of lists of other articles. After the first kind there is nothing more of the article.
FEED = _any(
    r"(?:the )?(?:latest|more|top|other|breaking|trending|popular) (?:news|stories|articles|headlines|posts|reads)",
    r"(?:news|live) ?feed",
    r"most (?:read|popular|viewed|shared|commented)",
    r"(?:trending|popular)(?: now)?",
    r"related (?:news|stories|articles|posts|content|coverage|topics|reading|links)",
    r"recommended(?: (?:for you|stories|articles|reading))?",
    r"you (?:may|might) (?:also )?like",
    r"(?:up|read|what to read) next",
    r"further reading",
    r"editors?['’]?s?['’]? (?:picks|choice)",
    r"from our partners",
    r"around the web",
    r"(?:\(?\d+\)? |no )?comments?(?: \(?\d+\)?)?",
    r"(?:leave|post) a (?:comment|reply)",
    r"(?:welcome to|join) the (?:discussion|conversation)",
    r"(?:sponsored|promoted) (?:stories|content|links|posts)",
    r"also (?:today|in the news|on .{2,30})",
    r"in other news",
    r"elsewhere(?: (?:on|in) .{2,40})?",
    r"(?:from|around|across) (?:the|our) (?:web|network|partners|site|archives?)",
    r"more on this(?: story| topic)?",
    r"latest (?:headlines|updates|articles|videos)",
    r"(?:suggested|related) (?:topics?|tags?|content|links)",
    r"(?:tags?|topics?|filed under|categories)",
    r"(?:previous|next) (?:article|post|story)",
    r"about the authors?",
    r"stay connected",
    r"get in touch",
    r"(?:you )?may have missed",
    r"brand (?:post|stories|studio)",
    r"from the archives?",
    r"just in",
    r"(?:popular|recent) (?:posts|articles|comments)",
    r"\d+ (?:thoughts|responses|replies|comments) (?:on|to) .+",
    r"(?:read|watch|listen) (?:& |and )?(?:more|next|listen)",
    r"don['’]?t miss(?: .{2,30})?",
)
MAYBE_FEED = _any(
    r"more (?:from|on|in|about) .{2,40}", r"related", r"latest", r"upcoming events", r"support .{0,20}journalism"
)
# A paragraph that introduces who wrote the article: in the present, and how to reach them.
BIO = _any(
    r"(?:covers|writes (?:about|on|for)|reports (?:on|from)|edits|specialises|specializes|is (?:an?|the|our|based)"
    r"|joined|has (?:written|reported|covered|worked)|can be reached|reach (?:him|her|them) at|based in|lives in)\b"
)
# How to reach the people of the page.
CONTACT = _any(
    r"\b[\w.+-]{1,64}@[\w-]{1,64}\.\w", r"\bcontact (?:us|the press office)\b", r"\bwrite to us\b", r"\btell us\b"
)
CREDIT = _any(
    r"[(\[]?(?:(?:file )?(?:photo|image|picture|photograph|illustration|graphic|video|credit|courtesy)s?"
    r"(?: (?:by|credit|courtesy|of))? ?[:/] ?|courtesy (?:of|photo) |handout |"
    r"(?:photo|photograph|image|picture)s? by )\S.{0,80}[)\]]?",
    r"[(\[]?[^()\[\]]{0,80}"
    r"(?:getty images|(?:/|\bvia )(?:ap|afp|reuters|epa|shutterstock|getty)\b|epa-efe|shutterstock)"
    r"[^()\[\]]{0,40}[)\]]?",
)
CONTRIBUTED = _any(
    r"\bcontributed (?:to th(?:is|e) (?:report|reporting|story|article)\b|reporting\b)",
    r"^\W*(?:additional |further )?(?:reporting|editing|writing|edited|compiled|translated) by\b",
)
SEPARATOR = re.compile(r"\s?[|•·›»]\s?|\s[/>]\s")
# Buttons for which a box makes an invitation above them, and how invitations begin.
SUBSCRIBE = _any(
    r"(?:subscribe|sign (?:me )?up|join|register|get it|donate|(?:enter )?(?:your )?e ?mail(?: address)?)(?: now)?"
)
INVITES = _any(
    r"(?:become|send|visit|download|share|click|see|gift|donate|help|start|get|join|read|discover|keep|stay|receive"
    r"|enjoy|support|find|make|sign|follow|try|explore|hear|catch|never"
    r"|don['’]t|wake|make sense|want|looking|your|the (?:best|latest|top|most))\b"
)
MESSAGE = _any(
    r"(?:a |an? \w+ )?message from .{2,40}",
    r"(?:presented|sponsored|brought to you) by .{2,40}",
    r"paid (?:post|content)",
)
READING_TIME = _any(r"\b\d+[ -]min(?:ute)?s?\.? (?:read|listen|watch)\b")
ADVERTISEMENT = _any(r"advert(?:isement|ising)?|sponsored|promoted|ad")
# What is sold, and where outlets are followed: none of it a sign alone.
COMMERCE = _any(
    r"\b(?:digital|full|unlimited|premium) access\b",
    r"\bcancel\b",
    r"\boffers?\b",
    r"\bfree (?:articles?|stories|trial|newsletter|account)\b",
    r"\b(?:un)?subscri\w+",
    r"\bmembers?(?:hip)?\b",
    r"\bsponsors?\b",
    r"\bvouchers?\b",
    r"\bdiscount\b",
    r"\b(?:our|the|an?) app\b",
    r"\bnewsletters?\b",
    r"\bheadlines\b",
    r"\b(?:telegram|tiktok|whatsapp|instagram|youtube|facebook|google news)\b",
    r"\binbox\b",
    r"\b(?:every|each) (?:weekday|morning|evening|week|weekend)\b",
    r"\b(?:per|a) (?:week|month|year)\b",
    r"\b(?:no|without) ads\b",
    r"\b(?:advertisers?|advertising)\b",
    r"\bpuzzles\b",
    r"\bjournalism\b",
    r"\b(?:sign|log) (?:up|in)\b",
)
# The credit at the end of a caption, on its line.
CREDIT_TAIL = re.compile(
    r"(?:(?<=[.!?])\s*|(?<=\s))(?:"
    r"(?i:photo|photograph|picture|pic|image|credit|illustration)s?(?: by| credit)?:? ?(?::|by) ?\S.{0,60}"
    r"|[(\[](?:[^()\[\]]{1,50}/[^()\[\]]{1,50}|(?i:courtesy|photo|file|image)\b[^()\[\]]{0,60})[)\]]"
    r"|(?:[A-Z](?:\.|[\w'’-]*) ){0,3}[A-Z][\w.'’-]*/(?:[A-Z]\S*)(?: \S+){0,6}"
    r")\Z",
)
# A label that ran together with the headline that it stands above, as elements of a page do when copied.
JOINED = re.compile(
    r"(?i:background|explainer|explained|analysis|opinion|related|read more|read also|in pictures|watch|video|live"
    r"|fact ?check|more on this|editorial)(?=[A-Z])"
)
PAGER = re.compile(r"\A[«‹←]|[»›→]\Z")


def opens_with_statement(own: str) -> bool:
    """Whether a line begins with a sentence of some length that speaks to nobody, and goes on after it.

    "Police arrested two men on Monday. Subscribe to our newsletter": a sentence of the article would go with the call.
    """
    first, _, rest = re.sub(r"(?<=[.!?])\s", "\n", own, count=1).partition("\n")
    selling = any(sign.search(first) for sign in (PERSON, CALL, COMMERCE, READER))
    return bool(rest) and len(first.split()) >= 5 and not selling
