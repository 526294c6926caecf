# ruff: noqa: E501 (a paragraph is a line)
"""Stories of our own, with the speaker of every quote marked: `[source=>Speaker]`, and `[=>Speaker]` where none is named."""

DRAWING_ROOM = """
The rain had kept the whole family of Thornfield Lodge indoors since Sunday, and Mrs. Penrose was out of temper with the sky.

“I cannot think why your father does not write,” said [Mrs. Penrose=>Mrs. Penrose], looking up from her needle. “He promised it faithfully.”

“He promised nothing, mamma,” answered [Clara=>Clara Penrose]. “He only bowed.”

“A bow from Mr. Penrose is a promise.”[=>Mrs. Penrose]

Clara Penrose laughed and went to the window. Her sister Honoria was already there, watching the road with an anxious face.

“Is that a carriage?” [she=>Clara Penrose] asked.

“It is only the baker,” said [Honoria=>Honoria]. “You have asked me that three times.”

“Then I shall ask it a fourth.”[=>Clara Penrose]

At this moment the door was opened, and Sir Walter Haddon was announced. He was a tall, grave gentleman of forty, who came every Thursday to play chess with Mr. Penrose.

“I fear that I disturb you,” [he=>Walter Haddon] began. “I had hoped to find Mr. Penrose at home.”

“My husband is in London,” said [Mrs. Penrose=>Mrs. Penrose], “and has forgotten that he has a wife.”

[Sir Walter=>Walter Haddon] bowed. “No man could forget it, madam.”

“You are very good,” [she=>Mrs. Penrose] replied, a little softened.

Clara turned from the window. “And are the roads as bad as they say?” [she=>Clara Penrose] inquired.

“Worse, Miss Penrose,” said [the baronet=>Walter Haddon]. “I left one wheel at the bridge.”

“Poor Sir Walter!” cried [Honoria=>Honoria].

When he had gone, [her mother=>Mrs. Penrose] put away her needle. “There goes twelve thousand a year,” [she=>Mrs. Penrose] sighed, “and neither of you had the sense to offer him tea.”
"""

DETECTIVE = """
Inspector Grace Maddox stood in the doorway of the warehouse and counted the crates again. There were eleven.

“There should be twelve,” [she=>Grace Maddox] said.

Sergeant Tom Bell looked at his list. He was a thin young man with wet shoes, and he hated lists.

“Twelve on paper, ma'am,” [he=>Tom Bell] agreed. “Eleven on the floor.”

“Who signed for them?”[=>Grace Maddox]

“A man called Victor Rusk.”[=>Tom Bell]

Maddox put her hands in her pockets. She had known Rusk for ten years, and he had lied to her in every one of them.

“Bring him in,” [Maddox=>Grace Maddox] told Bell. “And be polite.”

An hour later Rusk sat in the small room, turning his hat in his hands.

“I never touched it,” [he=>Victor Rusk] said before anyone had asked. “You ask my wife.”

“We did,” said [Maddox=>Grace Maddox]. “She says you were out all night.”

“Then she's a liar.”[=>Victor Rusk]

“She says that of you as well,” [the inspector=>Grace Maddox] remarked.

[Bell=>Tom Bell] coughed. “There's the matter of the lorry, too.”

“What lorry?” asked [Rusk=>Victor Rusk].

“The one with your name on the side,” said [the sergeant=>Tom Bell]. [He=>Tom Bell] laid a photograph on the table. “Blue. Two doors. Crate in the back.”

Rusk looked at it for a long time. “All right,” [he=>Victor Rusk] said at last.
"""

WOOD = """
Pim had walked since morning, and the wood did not end. On a stump by the path sat the Badger, smoking.

“You are going the wrong way,” said [the Badger=>Badger].

“How can you know that?” asked [Pim=>Pim]. “You don't know where I want to go.”

“Everybody who passes here goes the wrong way,” [the Badger=>Badger] replied. “It is that kind of path.”

Pim sat down beside him. She was tired, and her left boot had a hole.

“My brother came along here,” [she=>Pim] said. “Did you see him?”

“I see a great many brothers.”[=>Badger]

“This one has red hair and is called Otto.”[=>Pim]

The Badger took the pipe out of his mouth. “Ah,” [he=>Badger] said. “That one. He owes me a lantern.”
"""

NARRATOR = """
I had not seen Edmund Vale since the war, and I did not know him at once when he stopped me in the street.

“Harker!” [he=>Edmund Vale] cried. “You look like a ghost.”

“I feel like one,” [I=>Harker] said. “What are you doing in town?”

“Selling a house,” said [Vale=>Edmund Vale]. “Come and have dinner. Lydia will be there.”

Lydia Vale was his cousin, and I had once been in love with her. She was waiting at a corner table.

“So you are alive, Mr. Harker,” [she=>Lydia Vale] said and gave me her hand.

“I am told so,” [I=>Harker] answered.

“And not married?”[=>Lydia Vale]

“And not married.”[=>Harker]
"""

LANDING = """
Arthur Pell was mending a net when his brother came down to the landing. Joseph Pell had been to town, and he walked like a man with bad news.

“They won't lend it,” [Joseph=>Joseph Pell] said.

“Not any of it?” [Arthur=>Arthur Pell] asked without looking up.

“Not a penny.”[=>Joseph Pell]

“Did you see Mr. Crane himself?”[=>Arthur Pell]

“I saw his clerk,” said [Joseph=>Joseph Pell]. He sat down on an upturned boat. “The clerk was very sorry.”

Arthur put the net aside. “Then we sell the big boat,” [he=>Arthur Pell] said.

“Father would turn in his grave.”[=>Joseph Pell]

“Father never owed eighty pounds,” said [Arthur=>Arthur Pell].

Old Mrs. Tully, who kept the shop above the landing, had come out on her step to listen. “Sell it to me,” [she=>Tully] called down. “I always wanted a boat.”

[Joseph=>Joseph Pell] stared at her. “And what would you do with it, Mrs. Tully?”

“Sit in it,” said [the old woman=>Tully].
"""

CLUB = """
Lord Ashby found Mr. Fenn in the smoking room of the club, asleep behind the Times.

“Wake up, Fenn,” said [his lordship=>Lord Ashby]. “I want to ask you something.”

“It is too early to be asked things,” [Mr. Fenn=>Fenn] murmured.

“It is four in the afternoon.”[=>Lord Ashby]

“That is what I mean.”[=>Fenn]

Ashby drew up a chair. He was a large young man, and the chair complained.

“What do you know of a Miss Dorothy Lane?” [he=>Lord Ashby] demanded.

Mr. Fenn opened one eye. “She sings,” [he=>Fenn] said, “and she owes my sister a hat.”

“I am going to marry her,” [Ashby=>Lord Ashby] announced.

[His friend=>Fenn] opened the other eye. “Does Miss Lane know it?”

“Not yet,” [Lord Ashby=>Lord Ashby] admitted.
"""

STORIES = {
    "landing": LANDING,
    "club": CLUB,
    "drawing room": DRAWING_ROOM,
    "detective": DETECTIVE,
    "wood": WOOD,
    "narrator": NARRATOR,
}
