// On a phone the parts of the settings are one line that scrolls: the part that is open is brought into view.
const here = document.querySelector(".settings-nav [aria-current]");
const line = here?.closest(".settings-nav");
if (line && line.scrollWidth > line.clientWidth) line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
