"""Emails shaped as mail programs hand them on; the people are made up."""

WAITING = """\
Delivered-To: {to}
Return-Path: <ada.lovell@example.org>
Received: from mail.example.org (mail.example.org [192.0.2.25])
\tby mx.example.net with ESMTPS id 4Fx2; Tue, 17 Nov 2026 09:12:44 +0000 (GMT)
MIME-Version: 1.0
From: Ada Lovell <ada.lovell@example.org>
Date: Tue, 17 Nov 2026 09:12:30 +0000
Message-ID: <CAF+1@mail.example.org>
Subject: Fwd: Training for our teachers
To: {to}
Content-Type: multipart/alternative; boundary="000000000000b1946a06"

--000000000000b1946a06
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

To be filed

---------- Forwarded message ---------
From: Yusuf Rahman <yusuf.rahman@alnoor.example.com>
Date: Mon, 16 Nov 2026 at 21:40
Subject: Training for our teachers
To: Ada Lovell <ada.lovell@example.org>


Salam Ada,

Thank you for coming on Sunday. Three of our teachers would like the =C2=A3=
0 course.

Yusuf

On Sun, 15 Nov 2026 at 18:02, Ada Lovell <ada.lovell@example.org> wrote:

> Dear Yusuf,
> it was good to meet you.

--000000000000b1946a06
Content-Type: text/html; charset="UTF-8"

<div dir="ltr">To be filed<br></div>
--000000000000b1946a06--
"""

OUTLOOK = """\
From: Ada Lovell <ada.lovell@example.org>
To: "filing" <{to}>
Subject: FW: Our policy
Date: Wed, 18 Nov 2026 10:00:00 +0000
Message-ID: <DB7PR@example.org>
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

{html}
"""
OUTLOOK_HTML = """\
<html><head><style>p {margin:0}</style></head><body><p class="MsoNormal">&nbsp;</p>
<div style="border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Pastor Grace Okafor &lt;grace@hope.example.com&gt;<br>
<b>Sent:</b> 17 November 2026 08:15<br><b>To:</b> Ada Lovell &lt;ada.lovell@example.org&gt;<br>
<b>Subject:</b> Our policy</p></div>
<p>Dear Ada,</p><p>the trustees agreed to it &ndash; thank you.</p><p>Grace</p></body></html>
"""

APPLE = """\
From: Ada Lovell <ada.lovell@example.org>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
Mime-Version: 1.0 (Mac OS X Mail 16.0)
Subject: Fwd: Sunday school
Message-Id: <8B1C@example.org>
Date: Thu, 19 Nov 2026 07:30:00 +0000
To: {to}

Begin forwarded message:

> From: Mary Smith <mary@stmary.example.com>
> Subject: Sunday school
> Date: 25 October 2026 at 00:30:12 BST
> To: Ada Lovell <ada.lovell@example.org>
>
> We now have a second group.
>
> Mary
"""

AS_ATTACHMENT = """\
From: Ada Lovell <ada.lovell@example.org>
To: {to}
Subject: Fwd
Date: Thu, 19 Nov 2026 08:00:00 +0000
Message-ID: <OUTER@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_b"

--=_b
Content-Type: text/plain; charset=us-ascii


--=_b
Content-Type: message/rfc822

From: =?utf-8?B?2LnYqNivINin2YTZhNmH?= <office@masjid.example.com>
To: Ada Lovell <ada.lovell@example.org>
Subject: =?utf-8?Q?Re:_=D8=A7=D9=84=D8=AA=D8=AF=D8=B1=D9=8A=D8=A8?=
Date: Wed, 18 Nov 2026 23:50:00 -0500
Message-ID: <INNER@masjid.example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_c"

--=_c
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

نعم، من فضلك
--=_c
Content-Type: application/pdf; name="form.pdf"
Content-Disposition: attachment; filename="form.pdf"
Content-Transfer-Encoding: base64

JVBERi0=
--=_c--
--=_b
Content-Type: image/png; name="logo.png"
Content-Disposition: attachment; filename="logo.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--=_b--
"""

WRITTEN_BY_US = """\
From: Ada Lovell <ada.lovell@example.org>
To: Yusuf Rahman <yusuf.rahman@alnoor.example.com>
Bcc: {to}
Subject: A date in December
Date: Fri, 20 Nov 2026 12:00:00 +0000
Message-ID: <US@example.org>

Would the 6th suit you?
"""

OLD_CHARSET = b"""\
From: office@church.example.com
To: ada.lovell@example.org
Subject: =?x-unknown?Q?Caf=E9?=
Date: not a date
Content-Type: text/plain; charset=x-user-defined
Content-Transfer-Encoding: 8bit

Our caf\xe9 is open
"""
